package net.vdestack.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A socket of any family, type and protocol that the kernel knows.
 *
 * <p>Addresses are raw {@code struct sockaddr} bytes, between a buffer's position and its limit;
 * {@link SocketAddresses} makes and reads those of IPv4 and IPv6. Data and addresses may be in direct or heap buffers.
 *
 * <p>Operations block until they can proceed. Closing wakes them with
 * {@link java.nio.channels.AsynchronousCloseException}, interrupting the thread does not. A virtual thread that blocks
 * here keeps its carrier. Thread safe: as in the kernel, two readers share the messages.
 */
@ProviderType
public interface NativeSocket extends ByteChannel {
    /**
     * The descriptor: borrowed, blocking, close-on-exec. It stays this object's to close, and means nothing afterwards.
     *
     * @throws java.nio.channels.ClosedChannelException if closed
     */
    int fd() throws IOException;

    /** bind(2). */
    void bind(ByteBuffer address) throws IOException;

    /** connect(2). Blocks until connected or refused. */
    void connect(ByteBuffer address) throws IOException;

    /** listen(2). */
    void listen(int backlog) throws IOException;

    /** accept(2). Blocks until a connection is there. */
    NativeSocket accept() throws IOException;

    /**
     * Reads what is there, at most the buffer's remaining bytes; the rest of a longer datagram is lost.
     *
     * @return the bytes read; -1 at the end of a stream; 0 for an empty datagram
     */
    @Override
    int read(ByteBuffer target) throws IOException;

    /**
     * Sends all remaining bytes as one message, or as many as a stream takes.
     *
     * @return the bytes sent
     */
    @Override
    int write(ByteBuffer source) throws IOException;

    /**
     * sendto(2).
     *
     * @return the bytes sent
     */
    int sendTo(ByteBuffer data, ByteBuffer address) throws IOException;

    /**
     * recvfrom(2).
     *
     * @param address receives the sender's address: its position is advanced by the address's length
     * @return the bytes read; -1 at the end of a stream; 0 for an empty datagram
     */
    int receiveFrom(ByteBuffer data, ByteBuffer address) throws IOException;

    /** getsockname(2): puts the local address into the buffer and advances its position. */
    void localAddress(ByteBuffer address) throws IOException;

    /** getpeername(2): puts the peer's address into the buffer and advances its position. */
    void remoteAddress(ByteBuffer address) throws IOException;

    /**
     * getsockopt(2): puts the value into the buffer and advances its position.
     *
     * @param level such as SOL_SOCKET (1)
     * @param name such as SO_RCVBUF (8)
     */
    void getOption(int level, int name, ByteBuffer value) throws IOException;

    /**
     * setsockopt(2): the value is what is between position and limit, in the machine's byte order where it is a number.
     */
    void setOption(int level, int name, ByteBuffer value) throws IOException;
}
