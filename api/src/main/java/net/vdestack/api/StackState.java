package net.vdestack.api;

/** Where a stack is in its life. */
public enum StackState {
    /** Being created: links, configuration and commands are not all done. */
    STARTING,
    /** Every link is connected to its network. */
    UP,
    /** Usable, but the forwarder of at least one link has no network at the moment; it is retrying. */
    DEGRADED,
    /** Creation failed; nothing of the stack is left, but its configuration if it was stored before. */
    FAILED,
    /** Closing or closed. */
    STOPPING
}
