package net.vdestack.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of the life cycle of stacks and links.
 *
 * <p>Called on the thread that made the change, after it took effect, one call at a time per stack: return soon and do
 * not change stacks from here. A stack whose events are told is locked meanwhile, so to wait here for a thread that
 * changes the same stack is to wait for ever. What a listener throws is logged and otherwise ignored.
 */
@ConsumerType
public interface StackListener {
    /** A stack was created, changed its state, or ({@link StackState#STOPPING}) is going away. */
    default void stackChanged(String stack, StackState state) {}

    /** A link's forwarder connected, lost its network, or was swapped to another one. */
    default void linkChanged(String stack, String link, ForwarderStatus forwarder) {}
}
