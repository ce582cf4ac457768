package net.vdestack.forwarder.ptp;

import static net.vdestack.forwarder.fixture.Frames.batch;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.UnixSocket;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.PollSet;
import net.vdestack.linux.syscall.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports are turned by hand; the other end is a bare socket. */
@Timeout(60)
class PtpPortTest {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final byte[] WELCOME = {0};

    @TempDir
    private Path directory;

    private final FakeContext context = new FakeContext();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Leaks leaks;
    private Path first;
    private Path second;

    @BeforeEach
    void noteWhatThereIs() throws IOException {
        leaks = Leaks.since();
        first = directory.resolve("cable");
        second = directory.resolve("cable+");
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

    private FramePort plug(String parameters) throws IOException {
        return keep(new PtpProvider().open(new Locator("ptp", first + parameters), context));
    }

    private FramePort plug() throws IOException {
        return plug("");
    }

    private static boolean ready(int descriptor, short event) throws IOException {
        try (PollSet set = new PollSet(1)) {
            set.watch(0, descriptor, event);
            return set.poll(0) > 0;
        }
    }

    /** All that has come. */
    private static List<byte[]> receive(FramePort port) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        FrameBatch batch = batch(64);
        while (ready(port.readDescriptor(), PollSet.POLLIN)) {
            batch.clear();
            port.receive(batch);
            for (int slot = 0; slot < batch.size(); slot++) {
                frames.add(Frames.bytes(batch, slot));
            }
        }
        return frames;
    }

    /** Somebody who has come to a port that listens. */
    private UnixSocket come(FramePort port) throws Exception {
        UnixSocket peer = keep(UnixSocket.connected(Sockets.SOCK_SEQPACKET, first));
        receive(port);
        return peer;
    }

    private void carriesFramesBothWays(FramePort port, UnixSocket peer, ToIntFunction<byte[]> sender) throws Exception {
        byte[] out = frame(B, A, 9234, 1);
        byte[] in = frame(A, B, 9234, 2);

        FrameBatch batch = batch(out, frame(B, A, 9235, 3), frame(B, A, 13, 4));
        assertThat(port.send(batch, 0)).isEqualTo(3);
        assertThat(sender.applyAsInt(in)).isEqualTo(in.length);

        assertThat(peer.drain()).containsExactly(out);
        assertThat(receive(port)).containsExactly(in);
        assertThat(batch.dropped(0)).isNull();
        assertThat(batch.dropped(1)).isEqualTo(DropReason.OVERSIZE);
        assertThat(batch.dropped(2)).isEqualTo(DropReason.RUNT);
    }

    @Test
    void waitsForSomebodyToCome() throws Exception {
        FramePort port = plug();
        FrameBatch alone = batch(frame(B, A, 60, 1));
        assertThat(port.send(alone, 0)).isEqualTo(1);
        assertThat(alone.dropped(0)).isEqualTo(DropReason.NO_PEER);
        assertThat((int) Files.getAttribute(first, "unix:mode") & 0777).isEqualTo(0700);

        UnixSocket peer = come(port);

        assertThat(peer.receive()).isEqualTo(WELCOME);
        carriesFramesBothWays(port, peer, peer::trySend);
        assertThat(context.drops()).isZero();
    }

    /** Who has been let in may ask for a frame at once, by another way. */
    @Test
    void hasWhoComesAsSoonAsThatOneKnows() throws Exception {
        for (int i = 0; i < 300; i++) {
            FramePort port = plug();
            FutureTask<Integer> receiving = new FutureTask<>(() -> {
                int accepted = 0;
                for (;
                        accepted == 0 && !Thread.interrupted();
                        accepted = receive(port).size()) {
                    Thread.onSpinWait();
                }
                return accepted;
            });
            Thread receiver = new Thread(receiving, "receiving");
            receiver.start();
            try (UnixSocket peer = UnixSocket.connected(Sockets.SOCK_SEQPACKET, first)) {
                byte[] answer = peer.poll();
                while (answer == null) {
                    answer = peer.poll();
                }
                FrameBatch batch = batch(frame(B, A, 60, i));
                assertThat(port.send(batch, 0)).isEqualTo(1);

                assertThat(answer).isEqualTo(WELCOME);
                assertThat(batch.dropped(0)).as("round " + i).isNull();
                assertThat(Frames.number(peer.receive())).isEqualTo(i);
                peer.send(frame(A, B, 60, i));
                assertThat(receiving.get()).isEqualTo(1);
            } finally {
                receiver.interrupt();
                receiver.join();
            }
            port.close();
        }
    }

    @Test
    void comesToSomebodyWhoWaits() throws Exception {
        UnixSocket listener = keep(UnixSocket.listening(Sockets.SOCK_SEQPACKET, first));
        FutureTask<FramePort> opening = new FutureTask<>(this::plug);
        new Thread(opening, "opening").start();
        UnixSocket peer = keep(listener.accept());
        peer.send(WELCOME);

        FramePort port = opening.get();

        carriesFramesBothWays(port, peer, peer::trySend);
        port.close();
        assertThat(peer.receive()).as("the end").isEmpty();
        assertThat(first).as("not its own").exists();
    }

    @ParameterizedTest
    @ValueSource(ints = {106, 13})
    void isToldWhyItMayNotCome(int errno) throws Exception {
        UnixSocket listener = keep(UnixSocket.listening(Sockets.SOCK_SEQPACKET, first));
        FutureTask<FramePort> opening = new FutureTask<>(this::plug);
        new Thread(opening, "opening").start();
        keep(listener.accept()).send(new byte[] {(byte) errno});

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(opening::get)
                .withCauseInstanceOf(IOException.class)
                .withMessageContaining("ptp://" + first)
                .withMessageContaining(errno == Errno.EISCONN.number() ? "taken" : "EACCES");
    }

    @Test
    void givesUpOnSomebodyWhoDoesNotAnswer() throws Exception {
        keep(UnixSocket.listening(Sockets.SOCK_SEQPACKET, first));

        assertThatIOException().isThrownBy(this::plug).withMessageContaining("does not answer");
        assertThat(first).exists();
    }

    @Test
    void givesUpOnSomebodyWhoGoesAway() throws Exception {
        UnixSocket listener = keep(UnixSocket.listening(Sockets.SOCK_SEQPACKET, first));
        FutureTask<FramePort> opening = new FutureTask<>(this::plug);
        new Thread(opening, "opening").start();
        listener.accept().close();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(opening::get)
                .withMessageContaining("gone away");
    }

    @Test
    void sendsThoseAwayWhoComeLater() throws Exception {
        FramePort port = plug();
        UnixSocket peer = come(port);
        assertThat(peer.receive()).isEqualTo(WELCOME);

        UnixSocket third = come(port);

        assertThat(third.receive()).containsExactly(Errno.EISCONN.number());
        assertThat(third.receive()).as("the end").isEmpty();
        carriesFramesBothWays(port, peer, peer::trySend);
    }

    @Test
    void bearsOneWhoComesAndGoes() throws Exception {
        FramePort port = plug();
        keep(UnixSocket.connected(Sockets.SOCK_SEQPACKET, first)).close();
        try {
            receive(port);
        } catch (IOException e) {
            // it had let that one in already
            port.close();
            port = plug();
        }

        UnixSocket peer = come(port);

        assertThat(peer.receive()).isEqualTo(WELCOME);
    }

    @Test
    void isLostWhenTheOtherEndLeaves() throws Exception {
        FramePort port = plug();
        UnixSocket peer = come(port);
        peer.receive();
        byte[] last = frame(A, B, 60, 1);
        peer.send(last);
        // an empty one before and none after: the end must not be taken for frames, nor the other way round
        peer.send(new byte[0]);
        peer.send(last);
        peer.close();

        FrameBatch batch = batch(64);
        assertThat(port.receive(batch)).isEqualTo(2);
        for (int i = 0; i < 2; i++) {
            assertThatIOException()
                    .isThrownBy(() -> port.receive(batch(1)))
                    .withMessageContaining(first + " has closed the connection");
            assertThatIOException()
                    .isThrownBy(() -> port.send(batch(frame(B, A, 60, 2)), 0))
                    .withMessageContaining(first + " has closed the connection");
        }
        assertThat(context.drops(DropReason.RUNT)).isEqualTo(1);
        port.close();
        assertThat(first).doesNotExist();
    }

    @Test
    void isLostWhenTheOtherEndSendsNoMore() throws Exception {
        FramePort port = plug();
        UnixSocket peer = come(port);
        assertThat(peer.receive()).isEqualTo(WELCOME);

        int writing = 1;
        assertThat(Sockets.tryShutdown(peer.number(), writing)).isZero();

        assertThatIOException()
                .isThrownBy(() -> port.receive(batch(64)))
                .withMessageContaining(first + " has closed the connection");
        assertThat(context.drops()).isZero();
    }

    @Test
    void twoWhoComeAtTheSameTimeMeet() throws Exception {
        for (int i = 0; i < 100; i++) {
            CyclicBarrier start = new CyclicBarrier(2);
            AtomicInteger there = new AtomicInteger();
            Callable<FramePort> end = () -> {
                start.await();
                FramePort port = plugUnkept();
                there.incrementAndGet();
                // whoever listens lets the other one in
                while (there.get() < 2) {
                    assertThat(port.receive(batch(1))).isZero();
                    Thread.onSpinWait();
                }
                return port;
            };
            FutureTask<FramePort> other = new FutureTask<>(end);
            new Thread(other, "the other end").start();
            try (FramePort one = end.call();
                    FramePort two = other.get()) {
                assertThat(one.send(batch(frame(B, A, 60, i)), 0)).isEqualTo(1);
                assertThat(receive(two).stream().map(Frames::number)).containsExactly((long) i);
            }
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).isEmpty();
            }
        }
    }

    private FramePort plugUnkept() throws IOException {
        return new PtpProvider().open(new Locator("ptp", first.toString()), context);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[dgram]"})
    void leavesItsPlaceToOneWhoHasTakenIt(String parameters) throws Exception {
        FramePort port = plug(parameters);
        Files.delete(first);
        keep(UnixSocket.listening(Sockets.SOCK_SEQPACKET, first));

        port.close();

        assertThat(first).exists();
    }

    @Test
    void countsWhatIsNoFrameAndLosesNothingElse() throws Exception {
        FramePort port = plug();
        UnixSocket peer = come(port);
        peer.receive();
        countsWhatIsNoFrame(port, peer);
    }

    @Test
    void countsDatagramsThatAreNoFramesAndLosesNothingElse() throws Exception {
        FramePort port = plug("[dgram]");
        UnixSocket peer = keep(UnixSocket.bound(Sockets.SOCK_DGRAM, second));
        peer.connect(first);
        countsWhatIsNoFrame(port, peer);
    }

    private void countsWhatIsNoFrame(FramePort port, UnixSocket peer) throws IOException {
        Random random = new Random(7);
        List<byte[]> received = new ArrayList<>();
        int runts = 0;
        int oversized = 0;
        for (int i = 0; i < 300; i++) {
            int length = i < 30 ? i : random.nextInt(70_001);
            peer.send(Arrays.copyOf(frame(A, B, 60, 0), length));
            runts += length < 14 ? 1 : 0;
            oversized += length > 9234 ? 1 : 0;
            peer.send(frame(A, B, 61, i));
            received.addAll(receive(port));
        }

        assertThat(received.stream().filter(each -> each.length == 61).map(Frames::number))
                .hasSize(300)
                .isSorted();
        assertThat(context.drops(DropReason.RUNT)).isEqualTo(runts);
        assertThat(context.drops(DropReason.OVERSIZE)).isEqualTo(oversized);
        assertThat(received).hasSize(600 - runts - oversized);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[dgram]"})
    void waitsForOneWhoIsSlow(String parameters) throws Exception {
        FramePort port = plug(parameters);
        UnixSocket peer = parameters.isEmpty() ? come(port) : keep(UnixSocket.bound(Sockets.SOCK_DGRAM, second));
        int welcome = parameters.isEmpty() ? peer.receive().length : 0;
        List<Long> received = new ArrayList<>();
        byte[][] frames = new byte[1000][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = frame(B, A, 1514, i);
        }
        FrameBatch batch = batch(frames);
        int waits = 0;
        for (int slot = 0; slot < frames.length; ) {
            slot += port.send(batch, slot);
            if (slot < frames.length) {
                waits++;
                assertThat(ready(port.writeDescriptor(), PollSet.POLLOUT))
                        .as("else the link would spin")
                        .isFalse();
                peer.drain().forEach(each -> received.add(Frames.number(each)));
                assertThat(ready(port.writeDescriptor(), PollSet.POLLOUT)).isTrue();
            }
        }
        peer.drain().forEach(each -> received.add(Frames.number(each)));

        assertThat(waits).isPositive();
        assertThat(received).hasSize(frames.length).isSorted();
        assertThat(welcome).isEqualTo(parameters.isEmpty() ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {Sockets.SOCK_SEQPACKET, Sockets.SOCK_DGRAM})
    void takesThePlaceOfOneWhoIsDead(int type) throws Exception {
        UnixSocket.bound(type, first).close();

        FramePort port = plug();

        assertThat(come(port).receive()).isEqualTo(WELCOME);
    }

    @Test
    void refusesWhatIsNoSocket() throws Exception {
        Files.createFile(first);

        assertThatIOException().isThrownBy(this::plug).withMessageContaining(first + ": there is something that is no");
        assertThat(first).exists();
    }

    @Test
    void saysWhenItCannotBeThere() {
        first = directory.resolve("none/cable");

        assertThatIOException().isThrownBy(this::plug).withMessageContaining(first.toString());
    }

    /** As libvdeplug 4.0.1 is there: the second socket may be connected, the first one never is. */
    @Test
    void findsOneWhoSpeaksTheOlderWay() throws Exception {
        UnixSocket peer = keep(UnixSocket.bound(Sockets.SOCK_DGRAM, first));

        FramePort port = plug();

        UnixSocket sender = keep(UnixSocket.open(Sockets.SOCK_DGRAM));
        sender.connect(second);
        carriesFramesBothWays(port, peer, sender::trySend);
        assertThatIOException().isThrownBy(this::plug).withMessageContaining("taken");
        port.close();
        assertThat(second).doesNotExist();
        assertThat(first).exists();
    }

    @Test
    void findsTheSecondOfTwoWhoSpokeTheOlderWay() throws Exception {
        UnixSocket peer = keep(UnixSocket.bound(Sockets.SOCK_DGRAM, second));

        FramePort port = plug();

        peer.connect(first);
        carriesFramesBothWays(port, peer, peer::trySend);
    }

    @Test
    void removesTheSocketOfASecondOneWhoIsDead() throws Exception {
        UnixSocket peer = keep(UnixSocket.bound(Sockets.SOCK_DGRAM, first));
        UnixSocket.bound(Sockets.SOCK_DGRAM, second).close();

        FramePort port = plug();
        port.send(batch(frame(B, A, 60, 1)), 0);

        assertThat(peer.drain()).hasSize(1);
    }

    @Test
    void beginsTheOlderWayIfItIsTold() throws Exception {
        FramePort port = plug("[dgram]");
        FrameBatch alone = batch(frame(B, A, 60, 1));
        assertThat(port.send(alone, 0)).isEqualTo(1);
        assertThat(alone.dropped(0)).isEqualTo(DropReason.NO_PEER);

        for (int i = 0; i < 3; i++) {
            // comes, goes, and comes again, without anything from us between
            try (UnixSocket peer = UnixSocket.bound(Sockets.SOCK_DGRAM, second)) {
                peer.connect(first);
                carriesFramesBothWays(port, peer, peer::trySend);
            }
            Files.delete(second);
        }
        FrameBatch again = batch(frame(B, A, 60, 1));
        assertThat(port.send(again, 0)).isEqualTo(1);
        assertThat(again.dropped(0)).isEqualTo(DropReason.NO_PEER);
    }

    /** libvdeplug's socket that comes second is connected, so that it hears from the first socket alone. */
    @Test
    void waitsForOneWhoIsConnectedAndSlow() throws Exception {
        FramePort port = plug("[dgram]");
        List<Long> received = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < 3; i++) {
            try (UnixSocket peer = UnixSocket.bound(Sockets.SOCK_DGRAM, second)) {
                peer.connect(first);
                byte[][] frames = new byte[500][];
                for (int k = 0; k < frames.length; k++) {
                    frames[k] = frame(B, A, 1514, next++);
                }
                FrameBatch batch = batch(frames);
                int waits = 0;
                for (int slot = 0; slot < frames.length; ) {
                    slot += port.send(batch, slot);
                    if (slot < frames.length) {
                        waits++;
                        assertThat(ready(port.writeDescriptor(), PollSet.POLLOUT))
                                .as("else the link would spin")
                                .isFalse();
                        peer.drain().forEach(each -> received.add(Frames.number(each)));
                        assertThat(ready(port.writeDescriptor(), PollSet.POLLOUT))
                                .isTrue();
                    }
                }
                peer.drain().forEach(each -> received.add(Frames.number(each)));
                assertThat(waits).isPositive();
            }
            Files.delete(second);
        }

        assertThat(received).hasSize(next).isSorted();
    }

    /** The kernel would empty the queue of a socket that is connected to another one. */
    @Test
    void keepsWhatHasComeWhileItSends() throws Exception {
        FramePort port = plug("[dgram]");
        for (int i = 0; i < 3; i++) {
            try (UnixSocket peer = UnixSocket.bound(Sockets.SOCK_DGRAM, second)) {
                peer.connect(first);
                peer.send(frame(A, B, 60, 1));
                port.send(batch(frame(B, A, 60, 2)), 0);
                peer.send(frame(A, B, 60, 3));
                port.send(batch(frame(B, A, 60, 4)), 0);
            }
            port.send(batch(frame(B, A, 60, 5)), 0);
            Files.delete(second);

            assertThat(receive(port).stream().map(Frames::number)).containsExactly(1L, 3L);
        }
    }

    @Test
    void findsTheFirstOneAgainWhoLeftAndCameBack() throws Exception {
        UnixSocket peer = keep(UnixSocket.bound(Sockets.SOCK_DGRAM, first));
        FramePort port = plug();
        assertThat(port.send(batch(frame(B, A, 60, 1)), 0)).isEqualTo(1);
        peer.close();
        Files.delete(first);

        UnixSocket again = keep(UnixSocket.bound(Sockets.SOCK_DGRAM, first));
        FrameBatch batch = batch(frame(B, A, 60, 2));
        assertThat(port.send(batch, 0)).isEqualTo(1);

        assertThat(batch.dropped(0)).isNull();
        assertThat(again.drain()).hasSize(1);
    }

    @Test
    void doesNotWaitForOneWhoDies() throws Exception {
        FramePort port = plug("[dgram]");
        UnixSocket peer = keep(UnixSocket.bound(Sockets.SOCK_DGRAM, second));
        byte[][] frames = new byte[100][];
        Arrays.setAll(frames, i -> frame(B, A, 60, i));
        FrameBatch batch = batch(frames);
        int taken = port.send(batch, 0);
        assertThat(taken).isLessThan(100);

        peer.close();

        assertThat(ready(port.writeDescriptor(), PollSet.POLLOUT)).isTrue();
        assertThat(port.send(batch, taken)).isEqualTo(100 - taken);
        assertThat(batch.dropped(99)).isEqualTo(DropReason.NO_PEER);
    }
}
