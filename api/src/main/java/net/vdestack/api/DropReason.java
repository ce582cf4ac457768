package net.vdestack.api;

/** Why a frame was not forwarded. Every frame that is not forwarded is counted under one of these. */
public enum DropReason {
    /** Longer than the network or the link can carry. Never truncated. */
    OVERSIZE("oversize"),
    /** Shorter than an Ethernet header. */
    RUNT("runt"),
    /**
     * The receiving side had no room, and the medium cannot make the sender wait. Or the stack sent faster than frames
     * were taken from its interface, whose queue holds 1000 ({@code txqueuelen}): TX dropped of {@code ip -s link}.
     */
    QUEUE_FULL("queueFull"),
    /** The network had nobody to give it to. */
    NO_PEER("noPeer"),
    /** The link had no network at the time. */
    DISCONNECTED("disconnected"),
    /** The stack's interface was down. */
    INTERFACE_DOWN("interfaceDown"),
    /** It came from the network but does not belong to it: a foreign header or network identifier. */
    FOREIGN("foreign"),
    /**
     * The kernel refused to send it into the underlay, or it came from the stack as a super-frame that makes no sense.
     */
    REFUSED("refused");

    private final String key;

    DropReason(String key) {
        this.key = key;
    }

    /** The name used in JSON and metrics, such as {@code queueFull}. */
    public String key() {
        return key;
    }
}
