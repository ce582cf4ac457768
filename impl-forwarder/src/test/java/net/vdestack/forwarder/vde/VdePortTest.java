package net.vdestack.forwarder.vde;

import static net.vdestack.forwarder.fixture.Frames.batch;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import net.vdestack.api.DropReason;
import net.vdestack.api.SyscallException;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.UnixSocket;
import net.vdestack.forwarder.unix.SocketFiles;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A port is turned by hand; the switch is played by bare sockets. */
@Timeout(60)
class VdePortTest {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final int LONGEST_OF_VDE_SWITCH = 1518;

    @TempDir
    private Path directory;

    private final FakeContext context = new FakeContext();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Leaks leaks;
    private UnixSocket door;

    @BeforeEach
    void startSwitch() throws IOException {
        leaks = Leaks.since();
        door = keep(UnixSocket.listening(Sockets.SOCK_STREAM, directory.resolve("ctl")));
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

    private FutureTask<FramePort> opening(String parameters) {
        Callable<FramePort> task =
                () -> keep(new VdeProvider().open(new Locator("vde", directory + parameters), context));
        FutureTask<FramePort> opening = new FutureTask<>(task);
        new Thread(opening, "opening").start();
        return opening;
    }

    /** What a switch knows of one that has come. */
    private final class Guest {
        final UnixSocket control;
        final byte[] request;
        final UnixSocket data;

        Guest(UnixSocket door) throws Exception {
            control = keep(door.accept());
            request = control.receive();
            data = keep(UnixSocket.open(Sockets.SOCK_DGRAM));
        }

        ByteBuffer request() {
            return ByteBuffer.wrap(request).order(ByteOrder.nativeOrder());
        }

        Path socket() {
            return Path.of(UnixAddress.path(request(), 12));
        }

        /** Lets it in, by a socket of this name. */
        void welcome(String name) throws IOException {
            welcome(directory.resolve(name));
        }

        private void welcome(Path own) throws IOException {
            data.connect(socket());
            Sockets.bind(data.number(), UnixAddress.of(own), own.toString());
            byte[] address = new byte[UnixAddress.SIZE];
            UnixAddress.of(own).get(address);
            control.send(address);
        }
    }

    /** A port and the switch's end of it. */
    private record Connection(FramePort port, Guest guest) {}

    private Connection connect(String socketName) throws Exception {
        FutureTask<FramePort> opening = opening("");
        Guest guest = new Guest(door);
        guest.welcome(socketName);
        return new Connection(opening.get(), guest);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {"\"\", 0", "[7], 0x700", "[port=65535], 0xffff00", "[0], 1", "[people], 0"})
    void asksAsTheProtocolSays(String parameters, String type) throws Exception {
        FutureTask<FramePort> opening = opening(parameters);
        Guest guest = new Guest(door);
        ByteBuffer request = guest.request();

        assertThat(request.getInt(0)).isEqualTo(0xfeedface);
        assertThat(request.getInt(4)).isEqualTo(3);
        assertThat(request.getInt(8)).isEqualTo(Integer.decode(type));
        assertThat(guest.socket().getFileName().toString())
                .matches("\\.0*" + ProcessHandle.current().pid() + "-[0-9]{5}");
        assertThat(SocketFiles.isSocket(guest.socket())).isTrue();
        assertThat(new String(guest.request, 122, guest.request.length - 122, StandardCharsets.UTF_8))
                .startsWith("vdestack test vde0 user=")
                .endsWith(" pid=" + ProcessHandle.current().pid());

        guest.welcome("001.5");
        opening.get();

        assertThat(files()).as("its own socket is gone").noneMatch(file -> file.equals(guest.socket()));
    }

    @Test
    void knocksAtTheGroupOfPorts() throws Exception {
        UnixSocket people = keep(UnixSocket.listening(Sockets.SOCK_STREAM, directory.resolve("people")));
        FutureTask<FramePort> opening = opening("[people]");

        Guest guest = new Guest(people);
        guest.welcome("001.5");

        opening.get();
        assertThat(guest.request().getInt(8)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"'', 0700", "[mode=0622], 0622", "[group=GROUP/mode=0660], 0660"})
    void letsTheSwitchUseItsSocket(String parameters, String mode) throws Exception {
        FutureTask<FramePort> opening =
                opening(parameters.replace("GROUP", String.valueOf(Syscalls.effectiveGroupId())));
        Guest guest = new Guest(door);

        assertThat((int) Files.getAttribute(guest.socket(), "unix:mode") & 07777)
                .isEqualTo(Integer.decode(mode));

        guest.welcome("001.5");
        opening.get();
    }

    @Test
    void carriesFramesBothWays() throws Exception {
        Connection connection = connect("001.5");
        byte[] out = frame(B, A, LONGEST_OF_VDE_SWITCH, 1);
        byte[] in = frame(A, B, 9234, 2);

        assertThat(connection.port().send(batch(out), 0)).isEqualTo(1);
        connection.guest().data.send(in);

        assertThat(connection.guest().data.receive()).isEqualTo(out);
        FrameBatch batch = batch(4);
        assertThat(connection.port().receive(batch)).isEqualTo(1);
        assertThat(Frames.bytes(batch, 0)).isEqualTo(in);
        assertThat(connection.port().receive(batch)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"001.5, 1518", "fd7, 9234", "whatever, 1518"})
    void sendsNothingThatTheSwitchWouldCutOff(String socketName, int longest) throws Exception {
        Connection connection = connect(socketName);
        FrameBatch batch =
                batch(frame(B, A, longest, 1), frame(B, A, longest + 1, 2), frame(B, A, 13, 3), frame(B, A, 60, 4));

        assertThat(connection.port().send(batch, 0)).isEqualTo(4);

        assertThat(batch.dropped(0)).isNull();
        assertThat(batch.dropped(1)).isEqualTo(DropReason.OVERSIZE);
        assertThat(batch.dropped(2)).isEqualTo(DropReason.RUNT);
        assertThat(batch.dropped(3)).isNull();
        assertThat(connection.guest().data.drain())
                .extracting(each -> each.length)
                .containsExactly(longest, 60);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitsForASwitchThatIsSlow(boolean bothConnected) throws Exception {
        Connection connection = connect("001.5");
        if (!bothConnected) {
            // some switches only name the receiver of each frame: then the kernel counts their queue
            Sockets.tryConnect(connection.guest().data.number(), ByteBuffer.allocateDirect(2));
        }
        FramePort port = connection.port();
        List<Long> received = new ArrayList<>();
        int frames = 2000;
        long next = 0;
        int waits = 0;
        while (next < frames) {
            FrameBatch batch = batch(64);
            for (int i = 0; i < 64; i++) {
                byte[] frame = frame(B, A, 1514, next + i);
                batch.memory().put(batch.free(), frame);
                batch.append(frame.length);
            }
            for (int slot = 0; slot < 64; ) {
                int taken = port.send(batch, slot);
                slot += taken;
                if (slot < 64) {
                    waits++;
                    assertThat(writable(port)).as("else the link would spin").isFalse();
                    connection.guest().data.drain().forEach(each -> received.add(Frames.number(each)));
                    assertThat(writable(port)).isTrue();
                }
            }
            next += 64;
        }
        connection.guest().data.drain().forEach(each -> received.add(Frames.number(each)));

        assertThat(waits).isPositive();
        assertThat(received).hasSize((int) next).isSorted().doesNotHaveDuplicates();
    }

    private static boolean writable(FramePort port) throws IOException {
        try (PollSet set = new PollSet(1)) {
            set.watch(0, port.writeDescriptor(), PollSet.POLLOUT);
            return set.poll(0) > 0;
        }
    }

    private static boolean readable(FramePort port) throws IOException {
        try (PollSet set = new PollSet(1)) {
            set.watch(0, port.readDescriptor(), PollSet.POLLIN);
            return set.poll(0) > 0;
        }
    }

    @Test
    void countsWhatIsNoFrameAndLosesNothingElse() throws Exception {
        Connection connection = connect("001.5");
        Random random = new Random(7);
        FrameBatch batch = batch(64);
        List<Long> received = new ArrayList<>();
        int runts = 0;
        int oversized = 0;
        for (int i = 0; i < 300; i++) {
            int length = i < 30 ? i : random.nextInt(70_001);
            connection.guest().data.send(Arrays.copyOf(frame(A, B, 60, 0), length));
            runts += length < 14 ? 1 : 0;
            oversized += length > 9234 ? 1 : 0;
            connection.guest().data.send(frame(A, B, 61, i));
            batch.clear();
            while (connection.port().receive(batch) > 0) {
                // until all that has come is there
            }
            for (int slot = 0; slot < batch.size(); slot++) {
                byte[] frame = Frames.bytes(batch, slot);
                if (frame.length == 61) {
                    received.add(Frames.number(frame));
                }
            }
        }

        assertThat(received).hasSize(300).isSorted();
        assertThat(context.drops(DropReason.RUNT)).isEqualTo(runts);
        assertThat(context.drops(DropReason.OVERSIZE)).isEqualTo(oversized);
        assertThat(context.drops()).isEqualTo(runts + oversized);
    }

    @Test
    void isLostWhenTheSwitchHangsUp() throws Exception {
        Connection connection = connect("001.5");
        connection.guest().control.send(new byte[] {1, 2, 3});
        assertThat(connection.port().receive(batch(1)))
                .as("what it says does not matter")
                .isZero();
        assertThat(readable(connection.port())).isFalse();

        connection.guest().control.close();

        assertThat(readable(connection.port())).isTrue();
        assertThatIOException()
                .isThrownBy(() -> connection.port().receive(batch(1)))
                .withMessage("the switch at " + directory + " has closed the connection");
    }

    @Test
    void isLostWhenTheSwitchIsGone() throws Exception {
        Connection connection = connect("001.5");
        connection.port().send(batch(frame(B, A, 60, 1)), 0);

        connection.guest().data.close();

        for (int i = 0; i < 2; i++) {
            assertThatIOException()
                    .isThrownBy(() -> connection.port().send(batch(frame(B, A, 60, 2)), 0))
                    .withMessage("the switch at " + directory + " has closed the connection");
        }
    }

    @Test
    void bringsWhatTheSwitchSentBeforeItHungUp() throws Exception {
        Connection connection = connect("001.5");
        connection.guest().data.send(frame(A, B, 60, 1));
        connection.guest().control.close();
        connection.guest().data.close();

        FrameBatch batch = batch(4);

        assertThat(connection.port().receive(batch)).isEqualTo(1);
        assertThatIOException().isThrownBy(() -> connection.port().receive(batch));
    }

    @ParameterizedTest
    @CsvSource({"[7], port 7", "'', taken"})
    void guessesWhyItIsRefused(String parameters, String guess) throws Exception {
        FutureTask<FramePort> opening = opening(parameters);
        Guest guest = new Guest(door);
        guest.control.close();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(opening::get)
                .withCauseInstanceOf(IOException.class)
                .withMessageContaining("the switch at " + directory + " refuses")
                .withMessageContaining(guess)
                .withMessageContaining(guest.socket().toString());
        assertThat(guest.socket()).doesNotExist();
    }

    @Test
    void givesUpOnASwitchThatDoesNotAnswer() throws Exception {
        FutureTask<FramePort> opening = opening("");

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(opening::get)
                .withCauseInstanceOf(IOException.class)
                .withMessageContaining("the switch at " + directory)
                .withMessageContaining("not answered");
        assertThat(files()).containsExactly(directory.resolve("ctl"));
    }

    @Test
    void givesUpWhenItIsInterrupted() throws Exception {
        FutureTask<Boolean> opening = new FutureTask<>(() -> {
            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(() -> new VdeProvider().open(new Locator("vde", directory.toString()), context));
            return Thread.interrupted();
        });
        Thread thread = new Thread(opening, "opening");
        thread.start();
        Guest guest = new Guest(door);

        thread.interrupt();

        assertThat(opening.get()).as("still interrupted").isTrue();
        assertThat(guest.socket()).doesNotExist();
    }

    @Test
    void givesUpOnAnAnswerThatIsNone() throws Exception {
        FutureTask<FramePort> opening = opening("");
        Guest guest = new Guest(door);
        guest.control.send(new byte[UnixAddress.SIZE]);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(opening::get)
                .withMessageContaining("is it a switch");
    }

    @Test
    void saysWhenThereIsNoSwitch() throws Exception {
        VdeProvider provider = new VdeProvider();
        Path nowhere = directory.resolve("nowhere");
        assertThatIOException()
                .isThrownBy(() -> provider.open(new Locator("vde", nowhere.toString()), context))
                .withMessageContaining("no switch at " + nowhere)
                .withMessageContaining("vde_switch -s " + nowhere);

        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> provider.open(new Locator("vde", empty.toString()), context))
                .withMessage("connect(" + empty + "/ctl): ENOENT (there is no switch in this directory)");

        door.close();
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> provider.open(new Locator("vde", directory.toString()), context))
                .withMessageContaining("/ctl): ECONNREFUSED (the switch has ended");
    }

    @Test
    void goesElsewhereWithItsSocketWhereTheSwitchsDirectoryHasNoRoom() throws Exception {
        door.close();
        // ctl fits into an address here, but not the name of our socket
        int room = 107 - "/ctl".length() - directory.toString().length() - 1;
        directory = Files.createDirectory(directory.resolve("x".repeat(room)));
        door = keep(UnixSocket.listening(Sockets.SOCK_STREAM, directory.resolve("ctl")));
        FutureTask<FramePort> opening = opening("");

        Guest guest = new Guest(door);

        assertThat(guest.socket().toString())
                .matches("/(var/run|var/tmp|tmp)/vde\\.0*"
                        + ProcessHandle.current().pid() + "-[0-9]{5}");
        guest.welcome(directory.getParent().resolve("001.5"));
        opening.get();
        assertThat(guest.socket()).doesNotExist();
    }

    @Test
    void closesOnce() throws Exception {
        Connection connection = connect("001.5");

        connection.port().close();
        connection.port().close();

        assertThat(connection.guest().control.receive())
                .as("the switch sees it leave")
                .isEmpty();
    }
}
