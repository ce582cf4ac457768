package net.vdestack.api.forwarding.spi;

import java.io.Closeable;
import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A non-blocking end of a network: batches of Ethernet frames come and go through it.
 *
 * <p>One thread at a time receives and one at a time sends, not necessarily the same; from call to call it may be
 * another one, which sees all that the one before did. The threads are shared by all links: who blocks keeps other
 * links waiting. {@link #close} is called when nobody receives or sends. An exception from {@link #receive} or
 * {@link #send} means that the network is lost: the link closes the port and opens another one in a while.
 */
@ConsumerType
public interface FramePort extends Closeable {
    /** What {@link #readDescriptor} and {@link #writeDescriptor} return when there is nothing to wait for. */
    int NO_DESCRIPTOR = -1;

    /**
     * Appends plain frames that wait to the batch, as many as it has room for. Does not block. Frames that cannot be
     * delivered are counted with {@link PortContext#dropped} and skipped.
     *
     * @param batch the caller's; what is already in it stays. Empty, it has room for one message of
     *     {@link FrameBatch#RUN_FRAMES} frames at least
     * @return the number appended; 0 if none wait
     */
    int receive(FrameBatch batch) throws IOException;

    /**
     * Sends the frames of a batch from a slot on, in order, as many as the network takes now. Does not block.
     *
     * <p>A frame that the network will never take is marked with {@link FrameBatch#drop} and counts as taken.
     *
     * @param batch the caller's; slots are only read, their headroom may be overwritten
     * @param from the first slot to send
     * @return how many slots were taken; the caller keeps the rest and asks again when {@link #writeDescriptor} is
     *     ready
     */
    int send(FrameBatch batch, int from) throws IOException;

    /**
     * Whether {@link #send} takes frames with an {@linkplain FrameBatch#offload offload}: super-frames, and those that
     * lack their checksum. Others get what a wire would carry. May change at any time; a port that has said no drops
     * such frames that were under way.
     */
    default boolean takesSuperFrames() {
        return false;
    }

    /**
     * The descriptor that polls readable when {@link #receive} has something to do; constant, one that epoll(7) takes,
     * and open until {@link #close}. An epoll descriptor where there are several. {@link #NO_DESCRIPTOR} if this
     * network hands its frames to {@link PortContext#ingress} instead: then receive is not called.
     */
    int readDescriptor();

    /**
     * The descriptor that polls writable when {@link #send} can take more; constant, one that epoll(7) takes, and open
     * until {@link #close}. {@link #NO_DESCRIPTOR} if send always takes everything.
     */
    int writeDescriptor();

    /** Leaves the network and frees all the port holds, within a second. Idempotent. */
    @Override
    void close() throws IOException;
}
