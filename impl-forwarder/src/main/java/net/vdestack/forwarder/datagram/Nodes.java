package net.vdestack.forwarder.datagram;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.ethernet.MacTable;

/**
 * Where the frames of a network go: those for an address that was heard to the node it was heard from, all others to
 * the rest. One thread may learn while another one asks.
 */
public final class Nodes implements DatagramWriter.Destinations {
    private static final long GROUP_BIT = 1L << 40;

    private final MacTable<Node> learned;
    private final InetSocketAddress restAddress;
    private final Node rest;

    /**
     * @param rest the group that all nodes hear, or the one node that frames for nobody known go to
     * @param addresses about how many Ethernet addresses to remember
     * @param expirySeconds how long an address is remembered after it was last heard
     */
    public Nodes(InetSocketAddress rest, int addresses, int expirySeconds) {
        this.restAddress = rest;
        this.rest = Node.of(rest);
        this.learned = new MacTable<>(addresses, TimeUnit.SECONDS.toNanos(expirySeconds));
    }

    /** Notes from where an Ethernet address was heard. Allocates nothing if that is known. */
    public void learn(long mac, ByteBuffer names, int offset, long now) {
        if ((mac & GROUP_BIT) != 0) {
            return;
        }
        Node known = learned.find(mac, now);
        boolean same = known != null && known.sent(names, offset);
        learned.learn(mac, same ? known : Node.of(names, offset), now);
    }

    /** Forgets the addresses of the node that a received message came from. */
    public void forget(ByteBuffer names, int offset) {
        learned.forget(node -> node.sent(names, offset));
    }

    @Override
    public Node of(FrameBatch batch, int slot, long now) {
        long mac = batch.destination(slot);
        Node known = (mac & GROUP_BIT) == 0 ? learned.find(mac, now) : null;
        return known == null ? rest : known;
    }

    /** The addresses of one node are looked for anew; without the rest there is no network. */
    @Override
    public boolean withoutReach(Node node) {
        if (node.equals(rest)) {
            return false;
        }
        learned.forget(node::equals);
        return true;
    }

    @Override
    public String toString() {
        return restAddress.toString();
    }
}
