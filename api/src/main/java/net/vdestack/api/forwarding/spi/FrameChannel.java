package net.vdestack.api.forwarding.spi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The simplest end of a network: one frame at a time, blocking. {@link PortContext#adapt} makes a {@link FramePort} of
 * it.
 *
 * <p>{@link #receive} is called by a thread of its own, {@link #send} by another one.
 */
@ConsumerType
public interface FrameChannel extends Closeable {
    /**
     * Waits for a frame and puts it into the buffer.
     *
     * @param frame direct, with room for {@link FrameBatch#MAX_FRAME} bytes from its position; the caller's
     * @return false when the network has ended
     * @throws IOException when the network is lost
     */
    boolean receive(ByteBuffer frame) throws IOException;

    /**
     * Sends the frame between the buffer's position and its limit. May block for as long as the network makes it wait.
     *
     * @param frame direct and the caller's; the position afterwards does not matter
     * @throws IOException when the network is lost
     */
    void send(ByteBuffer frame) throws IOException;

    /** The longest frame this network carries, in bytes; longer ones are dropped and counted, not sent. Constant. */
    default int maxFrame() {
        return FrameBatch.MAX_FRAME;
    }

    /** Leaves the network. Wakes {@link #receive} and {@link #send}. Idempotent. */
    @Override
    void close() throws IOException;
}
