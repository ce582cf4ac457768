package net.vdestack.forwarder.datagram;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.SocketAddresses;
import net.vdestack.linux.syscall.MessageVector;

/**
 * A node of the network: its socket address, in the form the kernel wants it, so that it is compared and copied as a
 * few numbers. What the underlay takes on the way there changes, and is known to the thread that sends alone.
 */
public final class Node {
    /** Ways change: after so long it is tried again. */
    private static final long REFUSAL_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int NOTHING_REFUSED = Integer.MAX_VALUE;

    private final int length;
    private final long first;
    private final long second;
    private final long third;
    private final long fourth;
    /** Datagrams of so many bytes and more were refused in a run. */
    private int refusedBytes = NOTHING_REFUSED;

    private long refusedAt;

    private Node() {
        this.length = 0;
        this.first = 0;
        this.second = 0;
        this.third = 0;
        this.fourth = 0;
    }

    private Node(ByteBuffer names, int offset, int length) {
        this.length = length;
        this.first = names.getLong(offset);
        this.second = names.getLong(offset + 8);
        this.third = length > SocketAddresses.SIZE_V4 ? names.getLong(offset + 16) : 0;
        this.fourth = length > SocketAddresses.SIZE_V4 ? Integer.toUnsignedLong(names.getInt(offset + 24)) : 0;
    }

    /** The one that a socket is connected to. */
    public static Node connected() {
        return new Node();
    }

    /** The node of a socket address. */
    public static Node of(InetSocketAddress address) {
        ByteBuffer name = ByteBuffer.allocate(MessageVector.NAME_SIZE).order(ByteOrder.nativeOrder());
        int length = SocketAddresses.encode(address, name, 0);
        return new Node(name, 0, length);
    }

    /** The address that the kernel wrote for a received message. */
    public static Node of(ByteBuffer names, int offset) {
        boolean v4 = SocketAddresses.family(names, offset) == SocketAddresses.AF_INET;
        return new Node(names, offset, v4 ? SocketAddresses.SIZE_V4 : SocketAddresses.SIZE_V6);
    }

    /** Whether a received message came from here. Allocates nothing. */
    public boolean sent(ByteBuffer names, int offset) {
        return names.getLong(offset) == first
                && names.getLong(offset + 8) == second
                && (length == SocketAddresses.SIZE_V4
                        || (names.getLong(offset + 16) == third
                                && Integer.toUnsignedLong(names.getInt(offset + 24)) == fourth));
    }

    /** Addresses a message to this node. */
    public void address(MessageVector messages, int index) {
        messages.nameLength(index, length);
        if (length == 0) {
            return;
        }
        ByteBuffer names = messages.names();
        int offset = messages.nameOffset(index);
        names.putLong(offset, first);
        names.putLong(offset + 8, second);
        if (length > SocketAddresses.SIZE_V4) {
            names.putLong(offset + 16, third);
            names.putInt(offset + 24, (int) fourth);
        }
    }

    /** Whether datagrams of so many bytes may be sent there as one message. */
    boolean takesRuns(int bytes, long now) {
        if (bytes >= refusedBytes && now - refusedAt > REFUSAL_NANOS) {
            refusedBytes = NOTHING_REFUSED;
        }
        return bytes < refusedBytes;
    }

    /** Notes that datagrams of so many bytes and more go there one by one only. */
    void refuseRuns(int bytes, long now) {
        refusedBytes = bytes;
        refusedAt = now;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Node node
                && node.length == length
                && node.first == first
                && node.second == second
                && node.third == third
                && node.fourth == fourth;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first * 31 + second * 17 + third * 7 + fourth);
    }
}
