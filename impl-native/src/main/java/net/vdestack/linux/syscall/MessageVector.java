package net.vdestack.linux.syscall;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Datagrams for recvmmsg(2) and sendmmsg(2): many in one call. Confined to one thread.
 *
 * <pre>
 * struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };                       // 64 bytes
 * struct msghdr { void *msg_name; socklen_t msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
 *                 void *msg_control; size_t msg_controllen; int msg_flags; };            // 56 bytes
 * struct iovec { void *iov_base; size_t iov_len; };                                      // 16 bytes
 * </pre>
 *
 * The layout is that of 64-bit Linux, whatever the CPU.
 */
public final class MessageVector implements AutoCloseable {
    /** Bytes reserved for each message's address; a {@code sockaddr_in6} fits. */
    public static final int NAME_SIZE = 32;

    private static final int HEADER_SIZE = 64;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int FLAGS = 48;
    private static final int LENGTH = 56;
    private static final int IOVEC_SIZE = 16;
    private static final int MSG_TRUNC = 0x20;

    private final NativeMemory memory;
    private final ByteBuffer buffer;
    private final int capacity;
    private final int vectors;
    private final int names;

    /** Room for this many messages. */
    public MessageVector(int capacity) throws IOException {
        this.capacity = capacity;
        this.vectors = capacity * HEADER_SIZE;
        this.names = vectors + capacity * IOVEC_SIZE;
        this.memory = NativeMemory.allocate(names + capacity * NAME_SIZE);
        this.buffer = memory.buffer();
        for (int i = 0; i < capacity; i++) {
            buffer.putLong(i * HEADER_SIZE, memory.address() + nameOffset(i));
            buffer.putLong(i * HEADER_SIZE + VECTOR, memory.address() + vectors + (long) i * IOVEC_SIZE);
            buffer.putLong(i * HEADER_SIZE + VECTOR_COUNT, 1);
        }
    }

    /** How many messages it holds at most. */
    public int capacity() {
        return capacity;
    }

    /** Sets where a message's bytes are, or where to put them. */
    public void data(int index, long address, int length) {
        buffer.putLong(vectors + index * IOVEC_SIZE, address);
        buffer.putLong(vectors + index * IOVEC_SIZE + 8, length);
    }

    /** All addresses: each message's is a {@code sockaddr} at {@link #nameOffset}. */
    public ByteBuffer names() {
        return buffer;
    }

    /** Where a message's address is in {@link #names}. */
    public int nameOffset(int index) {
        return names + index * NAME_SIZE;
    }

    /** Sets the length of a message's address: 0 to send on a connected socket, {@link #NAME_SIZE} to receive one. */
    public void nameLength(int index, int length) {
        buffer.putInt(index * HEADER_SIZE + NAME_LENGTH, length);
    }

    /** Bytes of a message received. */
    public int received(int index) {
        return buffer.getInt(index * HEADER_SIZE + LENGTH);
    }

    /** Whether a message received was longer than the room given to it. */
    public boolean truncated(int index) {
        return (buffer.getInt(index * HEADER_SIZE + FLAGS) & MSG_TRUNC) != 0;
    }

    /** recvmmsg(2) without waiting. Returns the messages received, or the negative errno. Never throws. */
    public int receive(int socket, int count) {
        return Syscalls.errnoOr(Libc.recvmmsg(socket, memory.address(), count, Sockets.MSG_DONTWAIT, 0));
    }

    /** sendmmsg(2) without waiting. Returns the messages sent, or the negative errno of the first. Never throws. */
    public int send(int socket, int from, int count) {
        long first = memory.address() + (long) from * HEADER_SIZE;
        return Syscalls.errnoOr(Libc.sendmmsg(socket, first, count, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL));
    }

    @Override
    public void close() {
        memory.close();
    }
}
