package net.vdestack.forwarder.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.SocketAddresses;
import net.vdestack.linux.syscall.MessageVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTest {
    private static final int OFFSET = 32;

    private static InetSocketAddress address(String host, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    /** As the kernel writes it. */
    private static ByteBuffer name(InetSocketAddress address) {
        ByteBuffer names = ByteBuffer.allocateDirect(96).order(ByteOrder.nativeOrder());
        SocketAddresses.encode(address, names, OFFSET);
        return names;
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "239.0.0.1", "fe80::1", "2001:db8::ffff:1"})
    void isWhereAMessageCameFrom(String host) throws IOException {
        Node node = Node.of(name(address(host, 14789)), OFFSET);

        assertThat(node).isEqualTo(Node.of(address(host, 14789))).hasSameHashCodeAs(Node.of(address(host, 14789)));
        assertThat(node.sent(name(address(host, 14789)), OFFSET)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.4", "10.1.3.3", "11.1.2.3", "::ffff:0:10.1.2.3"})
    void isToldApartByAddress(String other) throws IOException {
        Node node = Node.of(address("10.1.2.3", 14789));

        assertThat(node.sent(name(address(other, 14789)), OFFSET)).isFalse();
        assertThat(node).isNotEqualTo(Node.of(address(other, 14789)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::2", "2001:db9::1", "3001:db8::1", "2001:db8:0:0:1::1"})
    void isToldApartByIpv6Address(String other) throws IOException {
        Node node = Node.of(address("2001:db8::1", 14789));

        assertThat(node.sent(name(address(other, 14789)), OFFSET)).isFalse();
        assertThat(node).isNotEqualTo(Node.of(address(other, 14789)));
    }

    @Test
    void isToldApartByPort() throws IOException {
        Node node = Node.of(address("10.1.2.3", 14789));

        assertThat(node.sent(name(address("10.1.2.3", 14790)), OFFSET)).isFalse();
        assertThat(node).isNotEqualTo(Node.of(address("10.1.2.3", 14790)));
    }

    @Test
    void isToldApartByScope() throws IOException {
        byte[] octets = InetAddress.getByName("fe80::1").getAddress();
        InetSocketAddress two = new InetSocketAddress(Inet6Address.getByAddress(null, octets, 2), 1);
        InetSocketAddress three = new InetSocketAddress(Inet6Address.getByAddress(null, octets, 3), 1);

        assertThat(Node.of(two).sent(name(two), OFFSET)).isTrue();
        assertThat(Node.of(two).sent(name(three), OFFSET)).isFalse();
        assertThat(Node.of(two)).isNotEqualTo(Node.of(three));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "2001:db8::1"})
    void addressesMessages(String host) throws IOException {
        InetSocketAddress address = address(host, 4711);
        try (MessageVector messages = new MessageVector(2)) {
            Node.of(address).address(messages, 1);

            assertThat(SocketAddresses.decode(messages.names(), messages.nameOffset(1)))
                    .isEqualTo(address);
            assertThat(Node.of(messages.names(), messages.nameOffset(1))).isEqualTo(Node.of(address));
        }
    }

    @Test
    void takesNoRunsOfWhatWasRefusedForAWhile() throws IOException {
        Node node = Node.of(address("10.1.2.3", 4711));
        long minute = TimeUnit.SECONDS.toNanos(60);
        long now = Long.MAX_VALUE - 10;
        assertThat(node.takesRuns(65_507, now)).isTrue();

        node.refuseRuns(1_514, now);

        assertThat(node.takesRuns(1_513, now)).isTrue();
        assertThat(node.takesRuns(1_514, now)).isFalse();
        assertThat(node.takesRuns(9_000, now + minute)).isFalse();
        // what was not refused says nothing of what was
        assertThat(node.takesRuns(100, now + minute + 1)).isTrue();
        assertThat(node.takesRuns(1_514, now + minute)).isFalse();
        assertThat(node.takesRuns(1_514, now + minute + 1)).isTrue();
        assertThat(node.takesRuns(9_000, now + minute + 1)).isTrue();

        node.refuseRuns(0, now + minute + 1);
        assertThat(node.takesRuns(14, now + minute + 1)).isFalse();
    }
}
