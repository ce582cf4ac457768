package net.vdestack.api;

/** Whether a link's forwarder has its network. */
public enum ForwarderState {
    /** Frames flow between the link and its network. */
    CONNECTED,
    /** A connection to the network is being made. */
    CONNECTING,
    /** The network went away; the forwarder tries again by itself and the link's frames are dropped and counted. */
    DISCONNECTED
}
