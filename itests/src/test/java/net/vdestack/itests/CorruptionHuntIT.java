package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.vdestack.api.DropReason;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import net.vdestack.api.forwarding.Offload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that stacks can send, over every network that cuts and joins, at once and compared byte by byte; and no
 * kernel finds a checksum wrong. {@code -Dvdestack.hunt.seconds=N} goes on for so long each time.
 */
@OneJdk
@Timeout(7200)
class CorruptionHuntIT {
    private static final long MILLIS = Long.getLong("vdestack.hunt.seconds", 1) * 1000;
    private static final String ALICE_V4 = "10.6.0.1";
    private static final String ALICE_V6 = "fd00:6::1";
    private static final String BOB_V4 = "10.6.0.2";
    private static final String BOB_V6 = "fd00:6::2";
    private static final String PEER_MAC = "02:00:00:00:00:0c";
    private static final String VXVDE = "vxvde://224.1.2.11";

    @TempDir
    private Path directory;

    private String before;
    private NetworkStack alice;
    private NetworkStack bob;

    @BeforeEach
    void remember() {
        before = System.getProperty(Offload.PROPERTY);
    }

    @AfterEach
    void close() {
        if (bob != null) {
            bob.close();
        }
        if (alice != null) {
            alice.close();
        }
        allow(before);
    }

    /** What TAPs and sockets made from now on may do. */
    private static void allow(String offloads) {
        if (offloads == null) {
            System.clearProperty(Offload.PROPERTY);
        } else {
            System.setProperty(Offload.PROPERTY, offloads);
        }
    }

    private static NetworkStack open(String name, String network, String v4, String v6) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .name(name)
                .link("vde0", network)
                .config("eth,ip=" + v4 + "/24,ip=" + v6 + "/64")
                .build());
    }

    private void open(String aliceNetwork, String bobNetwork) throws IOException {
        alice = open("alice", aliceNetwork, ALICE_V4, ALICE_V6);
        bob = open("bob", bobNetwork, BOB_V4, BOB_V6);
    }

    /** Of each kind both ways. */
    private static void everything(CheckedTraffic traffic, NetworkStack alice, NetworkStack bob) throws IOException {
        traffic.stream(alice, bob, BOB_V4);
        traffic.stream(alice, bob, BOB_V6);
        traffic.stream(bob, alice, ALICE_V4, CheckedTraffic.smallSegments());
        traffic.stream(bob, alice, ALICE_V6);
        traffic.stream(alice, bob, BOB_V4, CheckedTraffic.optionsV4());
        traffic.stream(alice, bob, BOB_V6, CheckedTraffic.extensionV6());
        traffic.datagrams(alice, bob, BOB_V4);
        traffic.datagrams(bob, alice, ALICE_V6, CheckedTraffic.extensionV6());
        traffic.runsOfDatagrams(bob, alice, ALICE_V4, 1000);
        traffic.runsOfDatagrams(alice, bob, BOB_V6, 33);
    }

    private static void assertNothingWrong(NetworkStack stack) throws Exception {
        assertThat(ChecksumErrors.of(stack)).as(stack.name()).isEmpty();
    }

    /**
     * Queues overflow under load, which costs a datagram now and then, and who comes first speaks to nobody; all else
     * would be a fault.
     */
    private static void assertNothingLost(NetworkStack stack) throws Exception {
        Map<DropReason, Long> drops = UnexplainedDrops.of(stack);
        drops.keySet().removeAll(Set.of(DropReason.QUEUE_FULL, DropReason.NO_PEER));
        assertThat(drops).as(stack.name()).isEmpty();
        assertNothingWrong(stack);
    }

    private String network(String network) {
        return network.replace("DIR", directory.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "lan://hunt,                   lan://hunt",
        VXVDE + ",                     " + VXVDE,
        "udp://4001->127.0.0.1:4002,   udp://4002->127.0.0.1:4001",
        "switch://DIR/hunt,            switch://DIR/hunt",
    })
    void everyByteIsWhatWasSent(String aliceNetwork, String bobNetwork) throws Exception {
        open(network(aliceNetwork), network(bobNetwork));

        try (CheckedTraffic traffic = new CheckedTraffic()) {
            everything(traffic, alice, bob);
            traffic.flow(MILLIS);
            traffic.finish();
        }

        assertNothingLost(alice);
        assertNothingLost(bob);
    }

    @ParameterizedTest
    @CsvSource({
        "lan://hunt,                   lan://hunt",
        VXVDE + ",                     " + VXVDE,
        "udp://4001->127.0.0.1:4002,   udp://4002->127.0.0.1:4001",
    })
    void alsoWhileNetworksAreSwappedAndCapturesComeAndGo(String aliceNetwork, String bobNetwork) throws Exception {
        open(aliceNetwork, bobNetwork);

        try (CheckedTraffic traffic = new CheckedTraffic()) {
            everything(traffic, alice, bob);
            long end = System.nanoTime() + MILLIS * 1_000_000;
            do {
                try (Closeable capture = alice.capture("vde0", new Nowhere())) {
                    traffic.flow(50);
                    bob.connect("vde0", "lan://elsewhere");
                    alice.connect("vde0", "lan://elsewhere");
                    traffic.flow(100);
                    assertThat(capture).isNotNull();
                }
                try (Closeable capture = bob.capture("vde0", new Nowhere())) {
                    traffic.flow(100);
                    alice.connect("vde0", aliceNetwork);
                    bob.connect("vde0", bobNetwork);
                    assertThat(capture).isNotNull();
                }
                traffic.flow(100);
            } while (System.nanoTime() < end);
            traffic.finish();
        }

        assertNothingWrong(alice);
        assertNothingWrong(bob);
    }

    /** A channel that takes everything. */
    private static final class Nowhere implements WritableByteChannel {
        private boolean open = true;

        @Override
        public int write(ByteBuffer source) {
            int length = source.remaining();
            source.position(source.limit());
            return length;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    /** VXLAN, of which each machine has one; and two networks, one in the other. */
    @Test
    void soItIsInAVxlanOverALan() throws Exception {
        List<NetworkStack> all = new ArrayList<>();
        try {
            for (int number = 1; number <= 2; number++) {
                all.add(NetworkStacks.open(StackSpec.builder()
                        .name("outer" + number)
                        .link("vde0", "lan://street")
                        .config("eth,ip=10.7.0." + number + "/24")
                        .commands("ip route add 224.0.0.0/4 dev vde0")
                        .build()));
                all.add(NetworkStacks.open(StackSpec.builder()
                        .name("inner" + number)
                        .link("vde0", "vxlan://239.1.2.3/vni=66")
                        .config("eth,ip=10.6.0." + number + "/24,ip=fd00:6::" + number + "/64")
                        .underlay("outer" + number)
                        .build()));
            }
            try (CheckedTraffic traffic = new CheckedTraffic()) {
                everything(traffic, all.get(1), all.get(3));
                traffic.flow(MILLIS);
                traffic.finish();
            }
            for (NetworkStack stack : all) {
                assertNothingLost(stack);
            }
        } finally {
            Collections.reverse(all);
            all.forEach(NetworkStack::close);
        }
    }

    /** Frames are lost, doubled, late, and changed on the way; what is changed is found, by the kernel or by us. */
    @Test
    void nothingThatHappensOnTheWayIsTakenForRight() throws Exception {
        try (BadCable cable = new BadCable()) {
            open(cable.first(), cable.second());

            try (CheckedTraffic traffic = new CheckedTraffic()) {
                everything(traffic, alice, bob);
                traffic.flow(2 * MILLIS);
                traffic.finish();
            }

            assertThat(cable.changed()).isPositive();
            for (NetworkStack stack : List.of(alice, bob)) {
                assertThat(ChecksumErrors.of(stack).values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .as("found wrong by %s", stack.name())
                        .isLessThanOrEqualTo(2 * cable.changed());
            }
        }
    }

    /** While a lan hands super-frames through: whoever looks sees frames as they are on a wire, whole and right. */
    @Test
    void whatIsCapturedIsWhatAWireWouldCarry() throws Exception {
        Subprocess.require("tcpdump");
        open("lan://hunt", "lan://hunt");
        int longest = alice.links().get(0).mtu() + 14;

        try (CheckedTraffic traffic = new CheckedTraffic()) {
            everything(traffic, alice, bob);
            for (int i = 0; i < 4; i++) {
                traffic.flow(50);
                NetworkStack looking = i % 2 == 0 ? alice : bob;
                Path file = directory.resolve("capture" + i);
                try (Closeable capture = looking.capture(
                        "vde0", FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                    traffic.flow(20);
                    assertThat(capture).isNotNull();
                }
                assertThat(tcpdump(file, "greater " + (longest + 1))).isEmpty();
                List<String> frames = tcpdump(file, "tcp or udp");
                assertThat(frames).isNotEmpty();
                // what tcpdump says of TCP, and of UDP
                assertThat(frames).noneMatch(line -> line.contains("(incorrect") || line.contains("bad udp cksum"));
                assertThat(frames).anyMatch(line -> line.contains("(correct)"));
            }
            traffic.finish();
        }

        assertNothingLost(alice);
        assertNothingLost(bob);
    }

    private static List<String> tcpdump(Path file, String filter) throws IOException {
        return Subprocess.run("tcpdump", "-nn", "-vv", "-t", "-r", file.toString(), "-c", "20000", filter)
                .lines()
                .toList();
    }

    /** Each step by itself, and whatever kernels may lack; the other end can do everything. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "tso", "tso,uso", "udp-segment", "udp-gro", "tso,udp-segment"})
    void peersNeedNotBeAbleToDoTheSame(String offloads) throws Exception {
        for (String network : List.of("lan://mixed", VXVDE)) {
            allow(offloads);
            alice = open("alice", network, ALICE_V4, ALICE_V6);
            allow(null);
            bob = open("bob", network, BOB_V4, BOB_V6);

            try (CheckedTraffic traffic = new CheckedTraffic()) {
                everything(traffic, alice, bob);
                traffic.flow(MILLIS / 4);
                traffic.finish();
            }

            assertNothingLost(alice);
            assertNothingLost(bob);
            bob.close();
            alice.close();
        }
    }

    /** Frames that do not fit into the underlay's packets: the kernel takes no runs of them, and splits each. */
    @Test
    void anUnderlayMayBeTooNarrow() throws Exception {
        Subprocess.run("ip", "link", "set", "lo", "mtu", "1500");
        try {
            alice = narrow("alice", ALICE_V4, ALICE_V6);
            bob = narrow("bob", BOB_V4, BOB_V6);

            try (CheckedTraffic traffic = new CheckedTraffic()) {
                everything(traffic, alice, bob);
                traffic.flow(MILLIS);
                traffic.finish();
            }

            assertNothingLost(alice);
            assertNothingLost(bob);
        } finally {
            Subprocess.run("ip", "link", "set", "lo", "mtu", "65536");
        }
    }

    private static NetworkStack narrow(String name, String v4, String v6) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .name(name)
                .link("vde0", VXVDE)
                .config("eth,ip=" + v4 + "/24,ip=" + v6 + "/64")
                .commands("ip link set vde0 mtu 1500")
                .build());
    }

    /** The C library at the other end, which sends everything back. */
    @Test
    void neitherDoesTheLibraryOfOthersFindAnythingWrong() throws Exception {
        alice = open("alice", VXVDE, ALICE_V4, ALICE_V6);
        try (VdensNode node = VdensNode.open(VXVDE, PEER_MAC, BOB_V4 + "/24", BOB_V6 + "/64")) {
            assertEchoes(node);
        }
    }

    /** Here it is the kernel who makes runs of the library's datagrams, as they come in. */
    @Test
    void norAcrossACable() throws Exception {
        Subprocess.require("ethtool");
        try (CabledMachine machine = CabledMachine.open()) {
            Subprocess.run("ethtool", "-K", CabledMachine.OUR_END, "gro", "on");
            alice = open("alice", VXVDE + "/if=" + CabledMachine.OUR_END, ALICE_V4, ALICE_V6);
            try (VdensNode node = VdensNode.open(machine.inside(), VXVDE, PEER_MAC, BOB_V4 + "/24", BOB_V6 + "/64")) {
                assertEchoes(node);
            } finally {
                alice.close();
            }
        }
    }

    private void assertEchoes(VdensNode node) throws Exception {
        Subprocess.require("socat");
        try (Subprocess v4 = node.start("socat", "TCP4-LISTEN:7100,fork,reuseaddr", "EXEC:cat");
                Subprocess v6 = node.start("socat", "TCP6-LISTEN:7101,ipv6only=1,fork,reuseaddr", "EXEC:cat");
                CheckedTraffic traffic = new CheckedTraffic()) {
            node.awaitPort("tcp", 7100);
            node.awaitPort("tcp6", 7101);
            for (int i = 0; i < 2; i++) {
                traffic.echoedStream(alice, new InetSocketAddress(BOB_V4, 7100));
                traffic.echoedStream(alice, new InetSocketAddress(BOB_V6, 7101));
            }
            traffic.flow(MILLIS);
            traffic.finish();

            assertThat(ChecksumErrors.of(node)).as(v4 + ", " + v6).isEmpty();
            assertNothingLost(alice);
        }
    }
}
