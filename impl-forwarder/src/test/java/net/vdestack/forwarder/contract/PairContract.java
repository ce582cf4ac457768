package net.vdestack.forwarder.contract;

import static net.vdestack.forwarder.fixture.Frames.BROADCAST;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.vdestack.api.DropReason;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.Offload;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.LocalUnderlay;
import net.vdestack.forwarder.fixture.SocketLink;
import net.vdestack.forwarder.fixture.UnixSocket;
import net.vdestack.forwarder.link.LinkForwarders;
import net.vdestack.forwarder.link.Providers;
import net.vdestack.forwarder.offload.SuperFrame;
import net.vdestack.forwarder.unix.UnixAddress;
import net.vdestack.linux.syscall.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every network promises to two links at it. A backend's test extends this and says which network it is. */
@Timeout(120)
abstract class PairContract {
    static final long A = 0x02_00_00_00_00_0aL;
    static final long B = 0x02_00_00_00_00_0bL;
    private static final int SHORTEST = 14;
    /** So many of the longest frames fit into a link's queue. */
    private static final int FEW = 8;

    private final List<SocketLink> plugged = new ArrayList<>();
    private final List<LinkForwarder> forwarders = new ArrayList<>();
    private Leaks leaks;
    private List<ForwarderProvider> installed;
    private Providers providers;
    private LinkForwarders links;
    SocketLink a;
    SocketLink b;

    /** The backend, and those it needs. */
    abstract List<ForwarderProvider> providers() throws IOException;

    /** A locator of such a network. */
    abstract String network();

    /** The locator for one of the links, where each has its own. */
    String network(String link) {
        return network();
    }

    /** Where a link's network lives. */
    Underlay underlay(String link) throws IOException {
        return new LocalUnderlay();
    }

    /** Makes the network, where links do not make it themselves. */
    void makeNetwork() throws Exception {}

    /** Returns when what links send arrives, where that is not so at once when they are connected. */
    void awaitNetwork() throws Exception {}

    /** Ends the network, where links do not make it themselves. All of them have left. */
    void endNetwork() throws Exception {}

    /**
     * Has somebody in the network say to a what makes no sense: b's stack, or by b's socket somebody who does not keep
     * to the protocol. Returns whether it could be said.
     */
    boolean sayNonsense(byte[] bytes) throws Exception {
        if (bytes.length > 0) {
            b.send(bytes);
        }
        return bytes.length > 0;
    }

    /**
     * Says it by a socket of a link's network.
     *
     * @param number counted as the network has opened them
     * @param to null if it is connected
     */
    static boolean sayBySocket(SocketLink link, int number, ByteBuffer to, byte[] bytes) {
        ByteBuffer direct =
                ByteBuffer.allocateDirect(Math.max(1, bytes.length)).put(bytes).flip();
        int flags = Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL;
        return Sockets.trySend(link.underlaySockets().get(number), direct, flags, to) == bytes.length;
    }

    /** Somebody comes to a socket in the file system, says it, and goes. */
    static boolean stranger(int type, Path to, byte[] bytes) throws Exception {
        try (UnixSocket socket = UnixSocket.open(type)) {
            // there may be no room yet for one more who waits
            Await.until("somebody comes", () -> Sockets.tryConnect(socket.number(), UnixAddress.of(to)) == 0);
            return socket.trySend(bytes) == bytes.length;
        }
    }

    /** The longest frame that it carries, in bytes. */
    int longestFrame() {
        return FrameBatch.MAX_FRAME;
    }

    /** What may be used of {@link Offload}, as its property says it. */
    String offloads() {
        return Arrays.stream(Offload.values()).map(Offload::key).collect(Collectors.joining(","));
    }

    private static Set<Offload> tapOffloads() {
        Set<Offload> offloads = EnumSet.of(Offload.TSO, Offload.USO);
        offloads.retainAll(Offload.allowed());
        return offloads;
    }

    /** Locators that it refuses, and what the refusal must name. */
    abstract Map<String, String> refused();

    @BeforeEach
    void plugIn() throws Exception {
        System.setProperty(Offload.PROPERTY, offloads());
        leaks = Leaks.since();
        makeNetwork();
        providers = new Providers();
        installed = providers();
        installed.forEach(providers::add);
        links = new LinkForwarders(providers);
        a = plugIn("a", A);
        b = plugIn("b", B);
    }

    SocketLink plugIn(String name, long mac) throws IOException {
        SocketLink link = new SocketLink(name, mac, underlay(name), tapOffloads());
        plugged.add(link);
        forwarders.add(links.open(link, network(name)));
        return link;
    }

    @AfterEach
    void leavesNothing() throws Exception {
        forwarders.forEach(LinkForwarder::close);
        for (SocketLink link : plugged) {
            // one that lost its network when the other left may still be about to say so
            Await.until(
                    "the threads of " + link.name() + " have ended",
                    () -> link.running().isEmpty());
            link.close();
        }
        links.close();
        endNetwork();
        System.clearProperty(Offload.PROPERTY);
        leaks.awaitNone();
    }

    LinkForwarder forwarder(SocketLink link) {
        return forwarders.get(plugged.indexOf(link));
    }

    LinkStatistics statistics(SocketLink link) {
        return forwarder(link).statistics();
    }

    /** What was lost on the way from a to b; others' queues may not be emptied. */
    private long dropped() {
        return Stream.of(a, b)
                .flatMap(link -> statistics(link).drops().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    private void awaitTransmitted(long frames) throws Exception {
        Await.until("all are counted", () -> statistics(a).transmitFrames() == frames);
    }

    /** Everybody hears of an address. */
    void introduce(SocketLink link) throws Exception {
        long number = 1_000_000 + link.mac().bits();
        link.send(frame(BROADCAST, link.mac().bits(), 60, number));
        for (SocketLink other : plugged) {
            if (other != link) {
                assertThat(Frames.number(other.receive())).isEqualTo(number);
            }
        }
    }

    private int[] lengths() {
        int longest = longestFrame();
        List<Integer> lengths = new ArrayList<>(List.of(
                SHORTEST, 15, 21, 22, 59, 60, 61, 64, 1513, 1514, 1515, 1518, 4096, 8192, 9000, longest - 1, longest));
        Random random = new Random(14);
        for (int i = 0; i < 100; i++) {
            lengths.add(SHORTEST + random.nextInt(longest - SHORTEST + 1));
        }
        return lengths.stream()
                .filter(length -> length <= longest)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private void exchange(long destination) throws Exception {
        int[] lengths = lengths();
        for (int first = 0; first < lengths.length; first += FEW) {
            List<byte[]> sent = new ArrayList<>();
            for (int i = first; i < Math.min(lengths.length, first + FEW); i++) {
                byte[] frame = frame(destination, A, lengths[i], i);
                sent.add(frame);
                a.send(frame);
            }
            for (byte[] frame : sent) {
                for (SocketLink link : plugged) {
                    if (link == b || (destination == BROADCAST && link != a)) {
                        assertThat(link.receive()).isEqualTo(frame);
                    }
                }
            }
        }
        awaitTransmitted(lengths.length);
        assertThat(dropped()).isZero();
    }

    @Test
    void deliversFramesOfAllSizesUnchangedAndInOrder() throws Exception {
        introduce(b);

        exchange(B);
    }

    @Test
    void deliversFloodedFramesOfAllSizesUnchangedAndInOrder() throws Exception {
        exchange(BROADCAST);
    }

    /** Two frames of a, and no other: they are counted once the batch that they are in has been sent. */
    private void awaitDropped(DropReason reason) throws Exception {
        Await.until("the drops are counted", () -> dropped() >= 2);
        assertThat(statistics(a).drops()).containsEntry(reason, 2L);
        assertThat(dropped()).isEqualTo(2);
    }

    /** Whether cut on the way, or joined, or neither: it is the same on a wire, and counted so. */
    @Test
    void deliversWhatSuperFramesAre() throws Exception {
        boolean plain = tapOffloads().isEmpty();
        introduce(b);
        List<byte[]> sent = new ArrayList<>();
        List<byte[]> received = new ArrayList<>();
        for (int round = 1; round <= FEW; round++) {
            SuperFrame frame = round % 2 == 0 ? SuperFrame.udp(4_001, 1_000, round) : SuperFrame.tcp(9_999, 999, round);
            sent.addAll(frame.wire());
            for (byte[] message : plain ? frame.wire() : List.of(frame.behindHeader())) {
                a.sendMessage(message);
            }
            Await.until("a super-frame, or its frames", () -> {
                for (byte[] next = b.pollMessage(); next != null; next = b.pollMessage()) {
                    received.addAll(plain ? List.of(next) : SuperFrame.cut(next));
                }
                return received.size() >= sent.size();
            });
        }

        assertThat(received).containsExactlyElementsOf(sent);
        awaitTransmitted(sent.size());
        long bytes = sent.stream().mapToLong(frame -> frame.length).sum();
        assertThat(statistics(a).transmitBytes()).isEqualTo(bytes);
        assertThat(dropped()).isZero();
    }

    @Test
    void dropsAndCountsWhatIsTooLongAndNeverCutsItOff() throws Exception {
        introduce(b);
        a.send(frame(B, A, longestFrame() + 1, 1));
        a.send(frame(B, A, 16_000, 2));
        byte[] after = frame(B, A, 60, 3);
        a.send(after);

        assertThat(b.receive()).isEqualTo(after);
        awaitDropped(DropReason.OVERSIZE);
    }

    @Test
    void dropsAndCountsWhatIsShorterThanAHeader() throws Exception {
        introduce(b);
        a.send(frame(B, A, 1, 1));
        a.send(frame(B, A, SHORTEST - 1, 2));
        byte[] after = frame(B, A, SHORTEST, 3);
        a.send(after);

        assertThat(b.receive()).isEqualTo(after);
        awaitDropped(DropReason.RUNT);
    }

    @Test
    void isConnectedWhenItIs() throws Exception {
        assertThat(forwarders).allMatch(each -> each.status().state() == ForwarderState.CONNECTED);
        assertThat(a.states()).containsExactly(ForwarderState.CONNECTED);
        introduce(a);
    }

    @Test
    void leavesItsLinksWhenItIsRemovedAndComesBackToThem() throws Exception {
        introduce(b);

        installed.forEach(providers::remove);

        assertThat(forwarders).allMatch(each -> each.status().state() == ForwarderState.DISCONNECTED);
        for (SocketLink link : plugged) {
            Await.until("it waits", () -> link.running().isEmpty());
        }

        installed.forEach(providers::add);

        for (LinkForwarder each : forwarders) {
            Await.until("it is connected", () -> each.status().state() == ForwarderState.CONNECTED);
        }
        for (SocketLink link : plugged) {
            Await.until(
                    "nothing is tried any more",
                    () -> link.running().stream()
                            .noneMatch(thread -> thread.getName().endsWith("-retry")));
        }
        awaitNetwork();
        introduce(b);
        byte[] frame = frame(B, A, 60, 1);
        a.send(frame);
        assertThat(b.receive()).isEqualTo(frame);
    }

    @Test
    void bringsABurstCompletelyOrCountsWhatIsMissing() throws Exception {
        introduce(a);
        introduce(b);
        int burst = 10_000;
        int window = 64;
        long countedBefore = dropped();
        long next = 0;
        int received = 0;
        int sent = 0;
        while (received + dropped() - countedBefore < burst) {
            while (sent < burst && sent - received - (dropped() - countedBefore) < window) {
                a.send(frame(B, A, 60, sent++));
            }
            byte[] frame = b.poll();
            if (frame == null) {
                Thread.onSpinWait();
                continue;
            }
            assertThat(Frames.number(frame)).as("in order").isGreaterThanOrEqualTo(next);
            next = Frames.number(frame) + 1;
            received++;
        }

        assertThat(b.poll()).isNull();
        assertThat(received).as("a rate that the receiver can take").isEqualTo(burst);
        awaitTransmitted(burst + 1);
    }

    @Test
    void nonsenseBreaksNothing() throws Exception {
        introduce(a);
        introduce(b);
        Random random = new Random(70);
        int rounds = 120;
        int said = 0;
        for (int i = 0; i < rounds; i++) {
            byte[] nonsense = new byte[i < 30 ? i : random.nextInt(70_001)];
            random.nextBytes(nonsense);
            said += sayNonsense(nonsense) ? 1 : 0;
            goesOn(b, B, i);
            goesOn(a, A, i);
        }

        assertThat(said).isGreaterThan(rounds / 2);
        for (LinkForwarder each : forwarders) {
            assertThat(each.status().state()).isEqualTo(ForwarderState.CONNECTED);
            assertThat(each.statistics().reconnects()).isZero();
        }
    }

    /** Everybody else gets a frame of that link, after whatever came before. */
    private void goesOn(SocketLink from, long mac, int number) throws Exception {
        byte[] frame = frame(BROADCAST, mac, 60, number);
        from.send(frame);
        for (SocketLink link : plugged) {
            if (link != from) {
                Await.until("frame " + number + " comes to " + link.name(), () -> Arrays.equals(link.poll(), frame));
            }
        }
    }

    @Test
    void refusesWhatItCannotUseByName() throws Exception {
        assertThat(refused()).isNotEmpty();
        for (Map.Entry<String, String> each : refused().entrySet()) {
            try (SocketLink link = new SocketLink("d", 0x02_00_00_00_00_0dL)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> links.open(link, each.getKey()))
                        .withMessageContaining(each.getValue());
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> links.defaultMtu(each.getKey(), link.underlay()))
                        .withMessageContaining(each.getValue());
                assertThat(link.states()).isEmpty();
                assertThat(link.running()).isEmpty();
            }
        }
    }

    @Test
    void suitsTheMtuOfALink() throws Exception {
        assertThat(links.defaultMtu(network("a"), a.underlay())).isEqualTo(1500);
    }
}
