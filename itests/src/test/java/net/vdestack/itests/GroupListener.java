package net.vdestack.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.MacAddress;
import net.vdestack.itests.platform.Await;

/** Hears what nodes of a vxvde network send to the whole group; what they send to one node it does not hear. */
final class GroupListener implements AutoCloseable {
    private static final int HEADER = 8;
    private static final int ETHERNET = 14;
    private static final int MAX_DATAGRAM = 1 << 16;

    private final DatagramChannel channel;
    private final Selector selector;

    /**
     * A datagram to the group.
     *
     * @param leave whether it says that the sender leaves; then there is no frame
     * @param destination of the frame
     * @param source of the frame
     */
    record Datagram(boolean leave, MacAddress destination, MacAddress source) {
        private static Datagram of(ByteBuffer payload) {
            if (payload.remaining() < HEADER + ETHERNET) {
                MacAddress none = new MacAddress(0);
                return new Datagram(payload.remaining() == HEADER, none, none);
            }
            // each is read with the two octets before it
            long destination = payload.getLong(HEADER - 2) & 0xffff_ffff_ffffL;
            long source = payload.getLong(HEADER + 4) & 0xffff_ffff_ffffL;
            return new Datagram(false, new MacAddress(destination), new MacAddress(source));
        }

        /** Whether a frame for a single node went to all, since its place was not known. */
        boolean flooded(MacAddress from, MacAddress to) {
            return !leave && source.equals(from) && destination.equals(to);
        }
    }

    GroupListener(String group, int port) throws IOException {
        channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(new InetSocketAddress(group, port));
        channel.join(InetAddress.getByName(group), NetworkInterface.getByName("lo"));
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** What has come since the last call. */
    List<Datagram> heard() throws IOException {
        List<Datagram> heard = new ArrayList<>();
        ByteBuffer payload = ByteBuffer.allocate(MAX_DATAGRAM);
        while (channel.receive(payload.clear()) != null) {
            heard.add(Datagram.of(payload.flip()));
        }
        return heard;
    }

    /** Waits until the group has been silent for this long. */
    void awaitSilence(Duration silence) throws Exception {
        Await.until("a silence of " + silence.toSeconds() + " s", () -> {
            heard();
            int ready = selector.select(silence.toMillis());
            selector.selectedKeys().clear();
            return ready == 0;
        });
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
