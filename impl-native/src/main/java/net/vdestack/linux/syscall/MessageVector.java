package net.vdestack.linux.syscall;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Messages for recvmmsg(2) and sendmmsg(2): many in one call. Confined to one thread.
 *
 * <pre>
 * struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };                       // 64 bytes
 * struct msghdr { void *msg_name; socklen_t msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
 *                 void *msg_control; size_t msg_controllen; int msg_flags; };            // 56 bytes
 * struct iovec { void *iov_base; size_t iov_len; };                                      // 16 bytes
 * struct cmsghdr { size_t cmsg_len; int cmsg_level, cmsg_type; };                        // 16 bytes
 * </pre>
 *
 * The layout is that of 64-bit Linux, whatever the CPU.
 */
public final class MessageVector implements AutoCloseable {
    /** Bytes reserved for each message's address; a {@code sockaddr_in6} fits. */
    public static final int NAME_SIZE = 32;
    /** UIO_MAXIOV: pieces that the kernel takes in one message. */
    public static final int MAX_PIECES = 1024;

    private static final int HEADER_SIZE = 64;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int LENGTH = 56;
    private static final int IOVEC_SIZE = 16;
    private static final int MSG_TRUNC = 0x20;

    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int UDP_GRO = 104;
    /** Bytes reserved for each message's control data: a header and a number, aligned. */
    private static final int CONTROL_SIZE = 24;

    private static final int CONTROL_LEVEL = 8;
    private static final int CONTROL_TYPE = 12;
    private static final int CONTROL_DATA = 16;

    private final NativeMemory memory;
    private final ByteBuffer buffer;
    private final int capacity;
    private final int names;
    private final int controls;
    private final int vectors;
    private final int pieces;
    /** How many pieces the messages have that were begun. */
    private int used;

    /** Room for this many messages of one piece each. */
    public MessageVector(int capacity) throws IOException {
        this(capacity, capacity);
    }

    /**
     * Room for this many messages.
     *
     * @param pieces how many pieces all have together, at most
     */
    public MessageVector(int capacity, int pieces) throws IOException {
        this.capacity = capacity;
        this.pieces = pieces;
        this.names = capacity * HEADER_SIZE;
        this.controls = names + capacity * NAME_SIZE;
        this.vectors = controls + capacity * CONTROL_SIZE;
        this.memory = NativeMemory.allocate(vectors + pieces * IOVEC_SIZE);
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

    /** Sets where a message's bytes are, or where to put them. Not to be mixed with {@link #begin}. */
    public void data(int index, long address, int length) {
        int at = vectors + index * IOVEC_SIZE;
        buffer.putLong(at, address).putLong(at + 8, length);
    }

    /** Begins to make messages of several pieces, each behind the one before; the first has index 0. */
    public void begin() {
        used = 0;
    }

    /** How many more pieces there is room for. */
    public int roomForPieces() {
        return pieces - used;
    }

    /** Begins a message, which has no piece yet. */
    public void beginMessage(int index) {
        buffer.putLong(index * HEADER_SIZE + VECTOR, memory.address() + vectors + (long) used * IOVEC_SIZE);
        buffer.putLong(index * HEADER_SIZE + VECTOR_COUNT, 0);
        buffer.putLong(index * HEADER_SIZE + CONTROL_LENGTH, 0);
    }

    /** Adds a piece to the message begun last. */
    public void addPiece(int index, long address, int length) {
        int at = vectors + used++ * IOVEC_SIZE;
        buffer.putLong(at, address).putLong(at + 8, length);
        int count = index * HEADER_SIZE + VECTOR_COUNT;
        buffer.putLong(count, buffer.getLong(count) + 1);
    }

    /** Has a message sent as datagrams of so many bytes, of which the last may be shorter: UDP_SEGMENT of udp(7). */
    public void segmentSize(int index, int bytes) {
        int control = setControl(index);
        // CMSG_LEN(sizeof(uint16_t))
        buffer.putLong(control, CONTROL_DATA + Short.BYTES)
                .putInt(control + CONTROL_LEVEL, SOL_UDP)
                .putInt(control + CONTROL_TYPE, UDP_SEGMENT)
                .putShort(control + CONTROL_DATA, (short) bytes);
    }

    /** Has a message received along with what {@link #receivedSegmentSize} tells. To be set each time. */
    public void wantSegmentSize(int index) {
        setControl(index);
    }

    private int setControl(int index) {
        int control = controls + index * CONTROL_SIZE;
        buffer.putLong(index * HEADER_SIZE + CONTROL, memory.address() + control);
        buffer.putLong(index * HEADER_SIZE + CONTROL_LENGTH, CONTROL_SIZE);
        return control;
    }

    /** Bytes of each datagram of a message received but the last, UDP_GRO of udp(7); 0 if the message is one. */
    public int receivedSegmentSize(int index) {
        int control = controls + index * CONTROL_SIZE;
        boolean told = buffer.getLong(index * HEADER_SIZE + CONTROL_LENGTH) >= CONTROL_DATA + Integer.BYTES
                && buffer.getInt(control + CONTROL_LEVEL) == SOL_UDP
                && buffer.getInt(control + CONTROL_TYPE) == UDP_GRO;
        return told ? buffer.getInt(control + CONTROL_DATA) : 0;
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
