package net.vdestack.forwarder.vde;

import static net.vdestack.forwarder.fixture.Frames.BROADCAST;
import static net.vdestack.forwarder.fixture.Frames.batch;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.UnixSocket;
import net.vdestack.forwarder.unix.UnixAddress;
import net.vdestack.linux.syscall.PollSet;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports are turned by hand; clients are bare sockets. */
@Timeout(60)
class SwitchPortTest {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final long C = 0x02_00_00_00_00_0cL;

    @TempDir
    private Path parent;

    private final SwitchProvider provider = new SwitchProvider();
    private final FakeContext a = new FakeContext();
    private final FakeContext b = new FakeContext();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Leaks leaks;
    private Path path;

    @BeforeEach
    void noteWhatThereIs() throws IOException {
        leaks = Leaks.since();
        path = parent.toRealPath().resolve("s");
    }

    @AfterEach
    void leavesNothing() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        leaks.awaitNone();
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        open.add(0, closeable);
        return closeable;
    }

    private FramePort plug(FakeContext context, String parameters) throws IOException {
        return keep(provider.open(new Locator("switch", path + parameters), context));
    }

    private FramePort plug(FakeContext context) throws IOException {
        return plug(context, "");
    }

    /** Serves the clients until there is nothing more to do. */
    private static void serve(FramePort port) throws IOException {
        try (PollSet set = new PollSet(1)) {
            set.watch(0, port.readDescriptor(), PollSet.POLLIN);
            while (set.poll(0) > 0) {
                assertThat(port.receive(batch(1))).isZero();
            }
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** A client as another program is one. */
    private final class Client {
        final UnixSocket control;
        final UnixSocket data;
        final Path own;

        Client(String name) throws IOException {
            control = keep(UnixSocket.connected(Sockets.SOCK_STREAM, path.resolve("ctl")));
            own = parent.resolve(name);
            data = keep(UnixSocket.bound(Sockets.SOCK_DGRAM, own));
        }

        byte[] request() {
            return bytes(new VdeRequest(VdeRequest.ANY_PORT, UnixAddress.of(own)).encode(""));
        }

        /** Plugs in. Returns the switch's socket for it. */
        Path plug(FramePort port, byte[] request) throws Exception {
            control.send(request);
            serve(port);
            byte[] reply = control.receive();
            assertThat(reply).hasSize(UnixAddress.SIZE);
            Path switchs = Path.of(UnixAddress.path(ByteBuffer.wrap(reply).order(ByteOrder.nativeOrder()), 0));
            data.connect(switchs);
            return switchs;
        }

        Client plug(FramePort port) throws Exception {
            plug(port, request());
            return this;
        }

        List<Long> numbers() throws IOException {
            return data.drain().stream().map(Frames::number).toList();
        }
    }

    private Client client(FramePort port, String name) throws Exception {
        return new Client(name).plug(port);
    }

    private static List<Long> numbers(FakeContext link) {
        return link.delivered().stream().map(Frames::number).toList();
    }

    @Test
    void exchangesFramesWithAClient() throws Exception {
        FramePort port = plug(a);
        Client client = client(port, "c");
        byte[] out = frame(BROADCAST, A, 9234, 1);
        byte[] in = frame(A, C, 9234, 2);

        port.send(batch(out), 0);
        client.data.send(in);
        serve(port);

        assertThat(client.data.drain()).containsExactly(out);
        assertThat(a.delivered()).containsExactly(in);
    }

    /** Who has the switch's answer may ask for a frame at once, by another way. */
    @Test
    void aClientIsThereAsSoonAsItKnows() throws Exception {
        FramePort port = plug(a);
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Void> serving = new FutureTask<>(() -> {
            while (!over.get()) {
                serve(port);
            }
            return null;
        });
        new Thread(serving, "serving").start();
        try {
            for (int i = 0; i < 300; i++) {
                Client client = new Client("c" + i);
                client.control.send(client.request());
                byte[] answer = client.control.poll();
                while (answer == null) {
                    answer = client.control.poll();
                }
                port.send(batch(frame(BROADCAST, A, 60, i)), 0);

                assertThat(client.numbers()).containsExactly((long) i);
                client.control.close();
                client.data.close();
            }
        } finally {
            over.set(true);
            serving.get();
        }
    }

    @Test
    void callsTheSocketsAsVdeplugDoes() throws Exception {
        FramePort port = plug(a);
        Client client = new Client("c");

        Path socket = client.plug(port, client.request());

        assertThat(socket.getParent()).isEqualTo(path);
        assertThat(socket.getFileName().toString()).matches("fd[0-9]+");
    }

    @Test
    void servesTheFirstVersionOfTheProtocol() throws Exception {
        FramePort port = plug(a);
        Client client = new Client("c");
        byte[] request = ByteBuffer.allocate(130)
                .order(ByteOrder.nativeOrder())
                .putInt(0xfeedface)
                .putInt(0)
                .put(new byte[6])
                .put(bytes(UnixAddress.of(client.own)))
                .array();

        client.plug(port, request);
        port.send(batch(frame(BROADCAST, A, 60, 1)), 0);

        assertThat(client.numbers()).containsExactly(1L);
    }

    @Test
    void switchesBetweenClientsAndLinks() throws Exception {
        FramePort port = plug(a);
        FramePort other = plug(b);
        Client client = client(port, "c");
        Client fourth = client(port, "d");

        client.data.send(frame(BROADCAST, C, 60, 1));
        serve(port);
        assertThat(numbers(a)).containsExactly(1L);
        assertThat(numbers(b)).containsExactly(1L);
        assertThat(fourth.numbers()).containsExactly(1L);

        // now it is known where C is
        other.send(batch(frame(C, B, 60, 2)), 0);
        fourth.data.send(frame(C, 0x02_00_00_00_00_0dL, 60, 3));
        client.data.send(frame(B, C, 60, 4));
        serve(port);
        assertThat(client.numbers()).containsExactly(2L, 3L);
        assertThat(numbers(b)).containsExactly(1L, 4L);
        assertThat(numbers(a)).containsExactly(1L);
        assertThat(fourth.numbers()).isEmpty();
        assertThat(a.drops() + b.drops()).isZero();
    }

    @Test
    void aHubGivesClientsEverything() throws Exception {
        FramePort port = keep(new HubProvider().open(new Locator("hub", path.toString()), a));
        Client client = client(port, "c");
        Client fourth = client(port, "d");
        client.data.send(frame(BROADCAST, C, 60, 1));
        serve(port);
        fourth.numbers();

        port.send(batch(frame(C, A, 60, 2)), 0);

        assertThat(client.numbers()).containsExactly(2L);
        assertThat(fourth.numbers()).containsExactly(2L);
    }

    @Test
    void anAddressExpires() throws Exception {
        FramePort port = plug(a, "[expiretime=5]");
        Client client = client(port, "c");
        Client fourth = client(port, "d");
        client.data.send(frame(BROADCAST, C, 60, 1));
        serve(port);
        fourth.numbers();

        a.pass(6_000_000_000L);
        port.send(batch(frame(C, A, 60, 2)), 0);

        assertThat(fourth.numbers()).as("flooded").containsExactly(2L);
    }

    @Test
    void aSlowClientLosesFramesAndNobodyElseDoes() throws Exception {
        FramePort port = plug(a);
        Client slow = client(port, "slow");
        Client quick = client(port, "quick");
        int sent = 0;
        List<Long> received = new ArrayList<>();
        while (a.drops(DropReason.QUEUE_FULL) == 0) {
            FrameBatch batch = batch(frame(BROADCAST, A, 9234, sent), frame(BROADCAST, A, 9234, sent + 1));
            assertThat(port.send(batch, 0)).isEqualTo(2);
            assertThat(batch.dropped(0)).isNull();
            sent += 2;
            received.addAll(quick.numbers());
        }

        assertThat(received).hasSize(sent).isSorted();
        assertThat(slow.numbers())
                .hasSize(sent - (int) a.drops(DropReason.QUEUE_FULL))
                .isSorted();
        assertThat(a.drops()).isEqualTo(a.drops(DropReason.QUEUE_FULL));
    }

    @Test
    void countsWhatIsNoFrameAndLosesNothingElse() throws Exception {
        FramePort port = plug(a);
        Client client = client(port, "c");
        Random random = new Random(7);
        int runts = 0;
        int oversized = 0;
        int good = 0;
        for (int i = 0; i < 300; i++) {
            int length = i < 30 ? i : random.nextInt(70_001);
            client.data.send(Arrays.copyOf(frame(A, C, 60, 5), length));
            runts += length < 14 ? 1 : 0;
            oversized += length > 9234 ? 1 : 0;
            good += length >= 14 && length <= 9234 ? 1 : 0;
            client.data.send(frame(A, C, 61, i));
            serve(port);
        }

        assertThat(a.delivered()).hasSize(good + 300);
        assertThat(a.delivered().stream().filter(each -> each.length == 61).map(Frames::number))
                .hasSize(300)
                .isSorted();
        assertThat(a.drops(DropReason.RUNT)).isEqualTo(runts);
        assertThat(a.drops(DropReason.OVERSIZE)).isEqualTo(oversized);
        assertThat(a.drops()).isEqualTo(runts + oversized);
    }

    /** From a link that has asked whether all take such before the client came. */
    @Test
    void aFrameThatIsNotCompleteIsCountedAndNotGivenToAClient() throws Exception {
        FramePort port = plug(a);
        Client client = client(port, "c");
        FrameBatch batch = Frames.batch(2);
        byte[] frame = frame(BROADCAST, A, 60, 1);
        batch.memory().put(batch.free(), frame);
        batch.append(batch.free(), frame.length, 0x0010_0022_0000_0001L);
        byte[] plain = frame(BROADCAST, A, 60, 2);
        batch.memory().put(batch.free(), plain);
        batch.append(plain.length);

        port.send(batch, 0);

        assertThat(port.takesSuperFrames()).isFalse();
        assertThat(client.numbers()).containsExactly(2L);
        assertThat(a.drops(DropReason.REFUSED)).isEqualTo(1);
        assertThat(a.drops()).isEqualTo(1);
    }

    @Test
    void countsWhatAClientSendsToNobody() throws Exception {
        FramePort port = plug(a);
        Client client = client(port, "c");

        client.data.send(frame(C, C, 60, 1));
        serve(port);

        assertThat(a.drops(DropReason.NO_PEER)).isEqualTo(1);
        assertThat(a.delivered()).isEmpty();
    }

    @Test
    void forgetsAClientThatLeaves() throws Exception {
        FramePort port = plug(a);
        Client client = new Client("c");
        Path socket = client.plug(port, client.request());
        Client fourth = client(port, "d");
        client.data.send(frame(BROADCAST, C, 60, 1));
        serve(port);
        fourth.numbers();

        client.control.close();
        client.data.close();
        // before its end is seen, and after
        port.send(batch(frame(C, A, 60, 2)), 0);
        serve(port);
        port.send(batch(frame(C, A, 60, 3)), 0);

        assertThat(a.drops(DropReason.NO_PEER)).isEqualTo(1);
        assertThat(fourth.numbers()).as("flooded").containsExactly(3L);
        assertThat(socket).doesNotExist();
        assertThat(a.drops()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 121, 122, 250, 256, 5000})
    void sendsThoseAwayWhoMakeNoSense(int length) throws Exception {
        FramePort port = plug(a);
        Client client = client(port, "c");
        UnixSocket stranger = keep(UnixSocket.connected(Sockets.SOCK_STREAM, path.resolve("ctl")));

        if (length > 0) {
            stranger.send(new byte[length]);
            serve(port);
            assertThat(stranger.receive()).as("the end").isEmpty();
        } else {
            serve(port);
            assertThat(stranger.poll()).as("it may still ask").isNull();
        }

        client.data.send(frame(A, C, 60, 1));
        serve(port);
        assertThat(numbers(a)).containsExactly(1L);
    }

    @Test
    void sendsThoseAwayWhoSayNothing() throws Exception {
        FramePort port = plug(a);
        UnixSocket stranger = keep(UnixSocket.connected(Sockets.SOCK_STREAM, path.resolve("ctl")));
        Client client = client(port, "c");
        a.pass(4_000_000_000L);
        UnixSocket late = keep(UnixSocket.connected(Sockets.SOCK_STREAM, path.resolve("ctl")));
        serve(port);
        assertThat(stranger.poll()).as("it may still ask").isNull();

        a.pass(2_000_000_000L);
        client.data.send(frame(A, C, 60, 1));
        serve(port);

        assertThat(stranger.receive()).as("the end").isEmpty();
        assertThat(late.poll()).as("it may still ask").isNull();
        assertThat(client.control.poll()).as("it has asked").isNull();
        assertThat(numbers(a)).containsExactly(1L);
    }

    @Test
    void sendsThoseAwayWhoAreTooMany() throws Exception {
        FramePort port = plug(a);
        Client client = client(port, "c");
        UnixSocket[] others = new UnixSocket[SwitchClients.MAX_CONNECTIONS];
        for (int i = 0; i < others.length; i++) {
            others[i] = keep(UnixSocket.connected(Sockets.SOCK_STREAM, path.resolve("ctl")));
            serve(port);
        }

        assertThat(others[others.length - 1].receive()).as("the end").isEmpty();
        assertThat(others[others.length - 2].poll()).isNull();
        client.data.send(frame(A, C, 60, 1));
        others[0].close();
        serve(port);
        assertThat(numbers(a)).containsExactly(1L);
        client(port, "d");
    }

    @Test
    void sendsThoseAwayWhomItCannotReach() throws Exception {
        FramePort port = plug(a);
        Client client = new Client("c");
        Files.delete(client.own);

        client.control.send(client.request());
        serve(port);

        assertThat(client.control.receive()).as("the end").isEmpty();
        try (Stream<Path> files = Files.list(path)) {
            assertThat(files).containsExactly(path.resolve("ctl"));
        }
    }

    @Test
    void doesNotHearWhatAClientSaysLater() throws Exception {
        FramePort port = plug(a);
        Client client = client(port, "c");

        client.control.send(new byte[1000]);
        client.data.send(frame(A, C, 60, 1));
        serve(port);

        assertThat(numbers(a)).containsExactly(1L);
        assertThat(client.control.poll()).as("the end").isNull();
    }

    @Test
    void anotherLinkGoesOnServingWhenTheFirstLeaves() throws Exception {
        FramePort first = plug(a);
        FramePort second = plug(b);
        Client client = client(first, "c");
        client.data.send(frame(B, C, 60, 1));

        first.close();
        serve(second);
        Client late = client(second, "d");
        late.data.send(frame(B, 0x02_00_00_00_00_0dL, 60, 2));
        serve(second);
        second.send(batch(frame(C, B, 60, 3)), 0);

        assertThat(numbers(b)).containsExactly(1L, 2L);
        assertThat(client.numbers()).containsExactly(2L, 3L);
        client.data.send(new byte[1]);
        serve(second);
        assertThat(b.drops(DropReason.RUNT)).as("counted where it is served").isEqualTo(1);
    }

    @Test
    void onlyTheFirstLinkIsWokenForClients() throws Exception {
        plug(a);
        FramePort second = plug(b);
        new Client("c");

        try (PollSet set = new PollSet(1)) {
            set.watch(0, second.readDescriptor(), PollSet.POLLIN);
            assertThat(set.poll(0)).isZero();
        }
        assertThat(second.writeDescriptor()).isEqualTo(FramePort.NO_DESCRIPTOR);
    }

    @Test
    void goesAwayWithItsLastLink() throws Exception {
        FramePort first = plug(a);
        FramePort second = plug(b);
        Client client = client(first, "c");

        first.close();
        first.close();
        assertThat(path).isDirectory();
        second.close();

        assertThat(path).doesNotExist();
        assertThat(client.control.receive()).as("the end").isEmpty();
        plug(a);
        assertThat(path).isDirectory();
    }

    @Test
    void removesWhatClientsLeaveInTheDirectory() throws Exception {
        FramePort port = plug(a);
        keep(UnixSocket.bound(Sockets.SOCK_DGRAM, path.resolve(".00077-00001")));

        port.close();

        assertThat(path).doesNotExist();
    }

    @Test
    void takesThePlaceOfADeadSwitch() throws Exception {
        Files.createDirectory(path);
        UnixSocket.listening(Sockets.SOCK_STREAM, path.resolve("ctl")).close();
        UnixSocket.bound(Sockets.SOCK_DGRAM, path.resolve("fd7")).close();
        UnixSocket.bound(Sockets.SOCK_DGRAM, path.resolve("001.7")).close();
        UnixSocket.bound(Sockets.SOCK_DGRAM, path.resolve(".00077-00001")).close();

        FramePort port = plug(a);

        client(port, "c").data.send(frame(A, C, 60, 1));
        serve(port);
        assertThat(numbers(a)).containsExactly(1L);
        try (Stream<Path> files = Files.list(path)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void takesAnEmptyDirectory() throws Exception {
        Files.createDirectory(path);

        assertThat(plug(a)).isNotNull();
    }

    @Test
    void refusesThePlaceOfALivingSwitch() throws Exception {
        Files.createDirectory(path);
        keep(UnixSocket.listening(Sockets.SOCK_STREAM, path.resolve("ctl")));

        assertThatIOException()
                .isThrownBy(() -> plug(a))
                .withMessage("there is another switch at " + path + " already: plug into it with vde://" + path);
        assertThat(path.resolve("ctl")).exists();
    }

    @Test
    void refusesToBeAHubAsWell() throws Exception {
        plug(a);

        assertThatIOException()
                .isThrownBy(() -> new HubProvider().open(new Locator("hub", path.toString()), b))
                .withMessageContaining("vde://" + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "ctl"})
    void refusesADirectoryWithOtherFiles(String name) throws Exception {
        Files.createDirectory(path);
        Files.createFile(path.resolve(name));

        assertThatIOException()
                .isThrownBy(() -> plug(a))
                .withMessageContaining(path.toString())
                .withMessageContaining(name);
        assertThat(path.resolve(name)).exists();
    }

    @Test
    void refusesWhatIsNoDirectory() throws Exception {
        Files.createFile(path);

        assertThatIOException().isThrownBy(() -> plug(a)).withMessageContaining("no directory");
        Files.delete(path);
        Files.createSymbolicLink(path, parent);
        assertThatIOException().isThrownBy(() -> plug(a)).withMessageContaining("no directory");
    }

    @Test
    void refusesAPathWithoutRoomForTheNamesOfSockets() {
        String name = "x".repeat(100 - parent.toString().length());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.open(new Locator("switch", parent + "/" + name), a))
                .withMessageContaining(name);
    }

    @Test
    void refusesALinkWithOtherParameters() throws Exception {
        plug(a, "[mode=0660]");

        assertThatIOException().isThrownBy(() -> plug(b, "[mode=0666]")).withMessageContaining(path.toString());
        plug(b, "[mode=660]");
    }

    @Test
    void refusesAGroupThatIsNone() {
        assertThatIOException().isThrownBy(() -> plug(a, "[grp=no-such-group]")).withMessageContaining("no-such-group");
        assertThat(path).doesNotExist();
    }

    @Test
    void letsThoseInWhoMay() throws Exception {
        FramePort port = plug(a, "[mode=0660/dirmode=02750/grp=" + Syscalls.effectiveGroupId() + "]");
        Client client = new Client("c");
        Path socket = client.plug(port, client.request());

        assertThat(mode(path)).isEqualTo(02750);
        assertThat(mode(path.resolve("ctl"))).isEqualTo(0660);
        assertThat(mode(socket)).isEqualTo(0660);
    }

    private static int mode(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode") & 07777;
    }
}
