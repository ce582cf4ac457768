package net.vdestack.linux.syscall;

import java.io.IOException;

/**
 * How many datagrams the kernel has dropped at one socket, for want of room above all: SO_MEMINFO of socket(7).
 * Confined to one thread; asking allocates nothing.
 */
public final class ReceiveDrops implements AutoCloseable {
    private static final int SO_MEMINFO = 55;
    /** An array of u32; the last is SK_MEMINFO_DROPS. */
    private static final int SIZE = 9 * Integer.BYTES;

    private static final int DROPS = 8 * Integer.BYTES;
    private static final int LENGTH = SIZE;

    private final int socket;
    private final NativeMemory memory = NativeMemory.allocate(SIZE + Integer.BYTES);
    private int before;

    /** @param socket the descriptor, borrowed */
    public ReceiveDrops(int socket) throws IOException {
        this.socket = socket;
    }

    /** How many there have been since last asked. 0 on a kernel that does not tell. */
    public int more() {
        memory.buffer().putInt(LENGTH, SIZE);
        long value = memory.address();
        if (Libc.getsockopt(socket, Sockets.SOL_SOCKET, SO_MEMINFO, value, value + LENGTH) < 0) {
            return 0;
        }
        int now = memory.buffer().getInt(DROPS);
        int more = now - before;
        before = now;
        return more;
    }

    @Override
    public void close() {
        memory.close();
    }
}
