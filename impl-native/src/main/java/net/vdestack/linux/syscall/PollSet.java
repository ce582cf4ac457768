package net.vdestack.linux.syscall;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * poll(2) on a few descriptors. Confined to one thread.
 *
 * <pre>struct pollfd { int fd; short events; short revents; };</pre>
 */
public final class PollSet implements AutoCloseable {
    /** poll(2): there is something to read. */
    public static final short POLLIN = 1;
    /** poll(2): writing will not wait. */
    public static final short POLLOUT = 4;
    /** poll(2): the peer has closed. Told whether it is watched for or not. */
    public static final short POLLHUP = 16;
    /** poll(2): the peer will write no more. */
    public static final short POLLRDHUP = 0x2000;
    /** Wait for ever. */
    public static final int FOREVER = -1;

    private static final int SIZE = 8;
    private static final int EVENTS = 4;
    private static final int REVENTS = 6;

    private final NativeMemory memory;
    private final ByteBuffer entries;
    private final int capacity;

    /** A set of this many descriptors, none of them watched yet. */
    public PollSet(int capacity) throws IOException {
        this.memory = NativeMemory.allocate(capacity * SIZE);
        this.entries = memory.buffer();
        this.capacity = capacity;
        for (int i = 0; i < capacity; i++) {
            watch(i, -1, (short) 0);
        }
    }

    /** Watches a descriptor, or none if it is negative. */
    public void watch(int index, int fd, short events) {
        entries.putInt(index * SIZE, fd);
        entries.putShort(index * SIZE + EVENTS, events);
        entries.putShort(index * SIZE + REVENTS, (short) 0);
    }

    /** What is ready on a descriptor after {@link #poll}, errors included; 0 for nothing. */
    public short ready(int index) {
        return entries.getShort(index * SIZE + REVENTS);
    }

    /**
     * Waits until a descriptor is ready.
     *
     * @param timeoutMillis at most this long; {@link #FOREVER}; 0 not to wait
     * @return how many are ready; 0 when the time ran out or a signal came
     */
    public int poll(int timeoutMillis) throws IOException {
        int ready = Syscalls.errnoOr(Libc.poll(memory.address(), capacity, timeoutMillis));
        return ready == -Errno.EINTR.number() ? 0 : Syscalls.check(ready, "poll");
    }

    @Override
    public void close() {
        memory.close();
    }
}
