package net.vdestack.forwarder.capture;

/** Which way a frame goes, from the stack's point of view. */
public enum Direction {
    /** From the network into the stack. */
    INBOUND,
    /** From the stack to the network. */
    OUTBOUND
}
