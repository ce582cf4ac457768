package net.vdestack.api.forwarding.spi;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A link's way in, for networks inside this JVM: frames written here are in the peer's stack when the call returns, on
 * the sender's own thread.
 */
@FunctionalInterface
@ProviderType
public interface FrameSink {
    /**
     * Gives a run of frames to the stack. Never blocks; may be called by several threads at once, and after the link
     * was closed, when it does nothing. Frames the stack does not take are counted there.
     *
     * @param batch the caller's; only read, and not kept after the call
     * @param first the first slot
     * @param count how many slots from there on; those marked as dropped are passed over
     */
    void deliver(FrameBatch batch, int first, int count);

    /**
     * Whether frames with an {@linkplain FrameBatch#offload offload} are taken, too. May change at any time. One that
     * says no counts such frames as dropped.
     */
    default boolean takesSuperFrames() {
        return false;
    }
}
