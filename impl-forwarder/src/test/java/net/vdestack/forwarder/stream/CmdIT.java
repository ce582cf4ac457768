package net.vdestack.forwarder.stream;

import static net.vdestack.forwarder.fixture.Frames.batch;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.linux.syscall.PollSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A port is turned by hand; real commands are at its other end. */
@Timeout(120)
class CmdIT {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    /** An argument that no other process of this machine has. */
    private static final String MARK = "94731" + ProcessHandle.current().pid();

    private final CmdProvider provider = new CmdProvider();
    private final FakeContext context = new FakeContext();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Leaks leaks;

    @BeforeEach
    void allow() throws Exception {
        // first: reading a file has the JDK open a socket for good
        assertThat(marked()).isZero();
        leaks = Leaks.since();
        System.setProperty(CmdProvider.PROPERTY, CmdProvider.ALLOWED);
    }

    @AfterEach
    void leavesNothing() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        System.clearProperty(CmdProvider.PROPERTY);
        assertThat(marked()).isZero();
        leaks.awaitNone();
    }

    private FramePort open(String command) throws IOException {
        FramePort port = provider.open(new Locator("cmd", command), context);
        open.add(port);
        return port;
    }

    /** How many processes with the mark there are. */
    private static long marked() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> {
                        try {
                            return Files.readString(process.resolve("cmdline")).contains(MARK);
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    private static List<byte[]> receive(FramePort port, int count) throws Exception {
        List<byte[]> received = new ArrayList<>();
        FrameBatch batch = batch(4);
        Await.until(count + " frames come", () -> {
            batch.clear();
            port.receive(batch);
            for (int slot = 0; slot < batch.size(); slot++) {
                received.add(Frames.bytes(batch, slot));
            }
            return received.size() >= count;
        });
        return received;
    }

    /** Fails as the port does; it must become readable for that. */
    private static void awaitLoss(FramePort port) throws Exception {
        try (PollSet poll = new PollSet(1)) {
            poll.watch(0, port.readDescriptor(), PollSet.POLLIN);
            Await.until("the port says that it is lost", () -> {
                poll.poll(100);
                return poll.ready(0) != 0 && port.receive(batch(1)) < 0;
            });
        }
    }

    /**
     * Records of length 0 mean nothing, and standard error is nobody's: neither may hold up whoever asks for frames.
     */
    @ParameterizedTest
    @ValueSource(strings = {"cat /dev/zero", "sh -c 'exec yes >&2'"})
    void whatBringsNoFrameHoldsUpNobody(String command) throws Exception {
        FramePort port = open(command);
        for (int turn = 0; turn < 100; turn++) {
            assertThat(port.receive(batch(1))).isZero();
        }
    }

    @Test
    void framesGoInAndComeOut() throws Exception {
        FramePort port = open("cat");
        byte[] shortest = frame(B, A, 14, 1);
        byte[] longest = frame(B, A, 9234, 2);
        FrameBatch batch = batch(shortest, frame(B, A, 13, 3), longest, frame(B, A, 9235, 4));

        assertThat(port.send(batch, 0)).isEqualTo(4);

        assertThat(batch.dropped(1)).isEqualTo(DropReason.RUNT);
        assertThat(batch.dropped(3)).isEqualTo(DropReason.OVERSIZE);
        assertThat(receive(port, 2)).containsExactly(shortest, longest);
    }

    @Test
    void waitsWhenThePipeIsFullAndGoesOnInTheMiddleOfAFrame() throws Exception {
        FramePort port = open("cat");
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            frames.add(frame(B, A, 9000 + i, i));
        }
        FrameBatch batch = batch(frames.toArray(byte[][]::new));
        List<byte[]> received = new ArrayList<>();
        int sent = 0;
        int waits = 0;
        while (sent < frames.size()) {
            int now = port.send(batch, sent);
            waits += sent + now < frames.size() ? 1 : 0;
            sent += now;
            FrameBatch in = batch(4);
            port.receive(in);
            for (int slot = 0; slot < in.size(); slot++) {
                received.add(Frames.bytes(in, slot));
            }
        }
        received.addAll(receive(port, frames.size() - received.size()));

        assertThat(waits).isPositive();
        assertThat(received).containsExactlyElementsOf(frames);
    }

    @Test
    void saysHowTheCommandEndedAndItsLastWords() throws Exception {
        FramePort port = open("sh -c 'echo first >&2; echo the last line >&2; echo >&2; exit 3'");

        assertThatIOException()
                .isThrownBy(() -> awaitLoss(port))
                .withMessage("command 'sh' ended with exit status 3: the last line");
    }

    @Test
    void deliversWhatCameBeforeTheEnd() throws Exception {
        FramePort port = open("head -c 62");
        byte[] frame = frame(B, A, 60, 1);
        port.send(batch(frame), 0);

        assertThat(receive(port, 1)).containsExactly(frame);
        assertThatIOException()
                .isThrownBy(() -> awaitLoss(port))
                .withMessage("command 'head' ended with exit status 0");
    }

    @Test
    void isLostWhenTheStreamIsOutOfStep() throws Exception {
        FramePort port = open("sh -c 'printf \"\\377\\377\"; exec sleep " + MARK + "'");

        assertThatIOException().isThrownBy(() -> awaitLoss(port)).withMessageContaining("out of step");
    }

    @Test
    void aCommandThatTalksALotIsNotHeldUpAndIsNotPolledForEver() throws Exception {
        FramePort port = open("sh -c 'head -c 1000000 /dev/zero | tr \"\\0\" x >&2; exec 2>&-; exec cat'");
        byte[] frame = frame(B, A, 60, 1);
        port.send(batch(frame), 0);

        assertThat(receive(port, 1)).containsExactly(frame);
        try (PollSet poll = new PollSet(1)) {
            poll.watch(0, port.readDescriptor(), PollSet.POLLIN);
            Await.until("there is nothing to do", () -> {
                port.receive(batch(1));
                poll.poll(0);
                return poll.ready(0) == 0;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep " + "MARK",
                "sh -c 'sleep MARK & sleep MARK'",
                "sh -c 'setsid sleep MARK & setsid setsid sleep MARK & exec sleep MARK'",
                "sh -c 'trap \"\" TERM HUP PIPE; sleep MARK & while :; do sleep MARK; done'"
            })
    void allItHasStartedEndsWithTheLink(String command) throws Exception {
        FramePort port = open(command.replace("MARK", MARK));
        Await.until("it runs", () -> marked() > 0);

        port.close();
        port.close();

        assertThat(marked()).isZero();
    }

    @Test
    void allItHasStartedEndsWithIt() throws Exception {
        FramePort port = open("sh -c 'setsid sleep " + MARK + " & exit 5'");

        assertThatIOException().isThrownBy(() -> awaitLoss(port)).withMessageContaining("exit status 5");
        assertThat(marked()).isZero();
    }

    @Test
    void takesAProgramThatThereIs() {
        assertThatIOException()
                .isThrownBy(() -> open("no-such-program x"))
                .withMessageContaining("'no-such-program' is not found in");
        assertThatIOException()
                .isThrownBy(() -> open("/etc/passwd"))
                .withMessageContaining("'/etc/passwd' is no program");
    }

    @Test
    void isNotAllowedUnlessThePropertySaysSo() {
        Locator network = new Locator("cmd", "cat");
        for (String value : new String[] {"", "true", "ALLOW"}) {
            System.setProperty(CmdProvider.PROPERTY, value);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> provider.open(network, context))
                    .withMessageContainingAll("'cmd://cat'", "net.vdestack.cmd=allow");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> provider.mtu(network, context.underlay()))
                    .withMessageContaining("net.vdestack.cmd=allow");
        }
        System.clearProperty(CmdProvider.PROPERTY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.open(network, context))
                .withMessageContaining("net.vdestack.cmd=allow");
    }
}
