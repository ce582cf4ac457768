package net.vdestack.forwarder.device;

import static net.vdestack.forwarder.fixture.Frames.BROADCAST;
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
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.Machine;
import net.vdestack.linux.syscall.PollSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A port is turned by hand; the interfaces are on a machine of their own. */
@Timeout(120)
class DeviceIT {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Leaks leaks;
    private Machine machine;
    private FakeContext context;

    @BeforeEach
    void makeMachine() throws Exception {
        leaks = Leaks.since();
        machine = new Machine();
        // nobody there says anything of its own
        machine.call(() -> Machine.here("sysctl -q net.ipv6.conf.default.disable_ipv6=1"));
        context = new FakeContext(machine);
    }

    @AfterEach
    void leavesNothing() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        machine.close();
        leaks.awaitNone();
    }

    private FramePort open(ForwarderProvider provider, String name, FakeContext context) throws IOException {
        FramePort port = provider.open(new Locator(provider.scheme(), name), context);
        open.add(port);
        return port;
    }

    private FramePort tap(String name) throws IOException {
        return open(new TapProvider(), name, context);
    }

    private FramePort macvtap(String name) throws IOException {
        return open(new MacvtapProvider(), name, context);
    }

    /** The first frame that comes. */
    private static byte[] receive(FramePort port) throws Exception {
        FrameBatch batch = batch(1);
        Await.until("a frame comes", () -> port.receive(batch) > 0);
        return Frames.bytes(batch, 0);
    }

    /** Fails when the port does; it must become readable for that. */
    private static void awaitLoss(FramePort port) throws Exception {
        try (PollSet poll = new PollSet(1)) {
            poll.watch(0, port.readDescriptor(), PollSet.POLLIN);
            Await.until("the port says that it is lost", () -> {
                poll.poll(100);
                return poll.ready(0) != 0 && port.receive(batch(1)) < 0;
            });
        }
    }

    @Test
    void makesATapThatIsUpWithTheLinksMtuAndGoesWithTheLink() throws Exception {
        FramePort port = tap("made0");

        assertThat(machine.ip("link show made0")).contains("mtu 1500", "UP,LOWER_UP");

        port.close();
        port.close();
        assertThat(machine.ip("-o link")).doesNotContain("made0");
    }

    @Test
    void takesTheMtuOfATapThatIsThere() throws Exception {
        machine.ip("tuntap add mode tap name there0");
        machine.ip("link set there0 mtu 1300");
        TapProvider provider = new TapProvider();

        assertThat(provider.mtu(new Locator("tap", "there0"), machine)).isEqualTo(1300);
        assertThat(provider.mtu(new Locator("tap", "none0"), machine)).isEqualTo(1500);
        assertThat(provider.mtu(new Locator("tap", ""), machine)).isEqualTo(1500);
    }

    @Test
    void leavesATapThatIsThereAsItIs() throws Exception {
        machine.ip("tuntap add mode tap name there0");
        FramePort port = tap("there0");
        FrameBatch batch = batch(frame(BROADCAST, A, 60, 1));

        assertThat(port.send(batch, 0)).isEqualTo(1);

        assertThat(batch.dropped(0)).isEqualTo(DropReason.INTERFACE_DOWN);
        machine.ip("link set there0 up");
        FrameBatch again = batch(frame(BROADCAST, A, 60, 1));
        port.send(again, 0);
        assertThat(again.dropped(0)).isNull();
        port.close();
        assertThat(machine.ip("link show there0")).contains("UP");
    }

    @Test
    void theKernelNamesATapWithoutAName() throws Exception {
        tap("");

        assertThat(machine.ip("-o link")).contains("tap0");
    }

    @Test
    void whatTheHostSendsComesAndWhatIsSentTheHostHears() throws Exception {
        FramePort port = tap("made0");
        machine.ip("addr add 10.9.0.1/24 dev made0");
        machine.ip("neigh add 10.9.0.2 lladdr 02:00:00:00:00:0b dev made0");
        machine.call(() -> new ProcessBuilder("ping", "-c", "1", "-W", "1", "-s", "1400", "10.9.0.2").start());

        byte[] ping = receive(port);
        assertThat(ping).hasSize(14 + 20 + 8 + 1400);
        byte[] pong = answer(ping);
        assertThat(port.send(batch(pong), 0)).isEqualTo(1);
        Await.until(
                "the answer is counted",
                () -> machine.ip("-s link show made0").matches("(?s).*RX:[^\\n]*\\n *1442 .*"));
    }

    /** An echo reply to an echo request: the sum of a packet does not change when its addresses trade places. */
    private static byte[] answer(byte[] request) {
        byte[] reply = request.clone();
        System.arraycopy(request, 0, reply, 6, 6);
        System.arraycopy(request, 6, reply, 0, 6);
        System.arraycopy(request, 26, reply, 30, 4);
        System.arraycopy(request, 30, reply, 26, 4);
        return reply;
    }

    @Test
    void isLostWhenTheTapIsDeleted() throws Exception {
        FramePort port = tap("made0");
        machine.ip("link del made0");

        assertThatIOException().isThrownBy(() -> awaitLoss(port)).withMessageContaining("made0");
        assertThatIOException()
                .isThrownBy(() -> port.send(batch(frame(BROADCAST, A, 60, 1)), 0))
                .withMessageContaining("made0");
    }

    @Test
    void saysWhatATapCannotBe() throws Exception {
        machine.ip("link add bridge0 type bridge");
        machine.ip("tuntap add mode tap name there0");
        tap("there0");

        assertThatIOException().isThrownBy(() -> tap("bridge0")).withMessageContaining("bridge0 of the host is no TAP");
        assertThatIOException().isThrownBy(() -> tap("there0")).withMessageContaining("in use");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a:b", "a b", "sixteen-bytes-xx", "..", "tap0/up"})
    void refusesWhatIsNoName(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> tap(name)).withMessageContaining("'tap://" + name + "'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MacvtapProvider().mtu(new Locator("macvtap", name), machine))
                .withMessageContaining("'macvtap://" + name + "'");
    }

    @Test
    void marksRuntsAndTooLongFramesAndSendsTheOthers() throws Exception {
        FramePort port = tap("made0");
        FrameBatch batch = batch(frame(B, A, 13, 1), frame(B, A, 14, 2), frame(B, A, 9235, 3), frame(B, A, 9234, 4));

        assertThat(port.send(batch, 0)).isEqualTo(4);

        assertThat(batch.dropped(0)).isEqualTo(DropReason.RUNT);
        assertThat(batch.dropped(1)).isNull();
        assertThat(batch.dropped(2)).isEqualTo(DropReason.OVERSIZE);
        assertThat(batch.dropped(3)).isNull();
    }

    /** A pair of macvtaps on the two ends of a cable. */
    private void makeMacvtaps() throws IOException {
        machine.ip("link add near type veth peer name far");
        // at once: a namespace takes its time to end, and /dev has one file for all interfaces of a number
        open.add(() -> machine.ip("link del near"));
        for (String end : List.of("near", "far")) {
            machine.ip("link add link " + end + " name mvt-" + end + " type macvtap mode bridge");
            machine.ip("link set " + end + " up");
            machine.ip("link set mvt-" + end + " up");
            makeDevice("mvt-" + end);
        }
    }

    /** Where /dev is not the kernel's own, as in a container, nobody has made the file. */
    private void makeDevice(String name) throws IOException {
        Path device = Path.of("/dev/tap" + new UnderlayInterface(name, machine).index());
        if (Files.exists(device)) {
            return;
        }
        String numbers = "mount -t sysfs sys /sys && cat /sys/class/net/" + name + "/tap*/dev";
        String[] number = machine.call(() -> Machine.here(List.of("unshare", "--mount", "sh", "-c", numbers)))
                .trim()
                .split(":", -1);
        Machine.here("mknod " + device + " c " + number[0] + " " + number[1]);
        open.add(() -> Files.delete(device));
    }

    @Test
    void macvtapsOfACableHearEachOther() throws Exception {
        makeMacvtaps();
        FramePort near = macvtap("mvt-near");
        FramePort far = open(new MacvtapProvider(), "mvt-far", new FakeContext(machine));
        byte[] frame = frame(BROADCAST, A, 1514, 1);

        FrameBatch in = batch(64);

        // the kernel brings a new interface up in its own time
        Await.until("a frame arrives", () -> {
            assertThat(near.send(batch(frame), 0)).isEqualTo(1);
            return far.receive(in) > 0;
        });

        assertThat(Frames.bytes(in, 0)).isEqualTo(frame);
    }

    @Test
    void isLostWhenTheMacvtapIsDeleted() throws Exception {
        makeMacvtaps();
        FramePort port = macvtap("mvt-near");
        assertThat(port.receive(batch(1))).isZero();
        machine.ip("link del mvt-near");

        assertThatIOException().isThrownBy(() -> awaitLoss(port)).withMessageContaining("mvt-near");
    }

    @Test
    void saysWhatAMacvtapCannotBe() throws Exception {
        machine.ip("link add bridge0 type bridge");

        assertThatIOException().isThrownBy(() -> macvtap("none0")).withMessageContainingAll("none0", "type macvtap");
        assertThatIOException().isThrownBy(() -> macvtap("bridge0")).withMessageContaining("bridge0");
        assertThatIllegalArgumentException().isThrownBy(() -> macvtap("")).withMessageContaining("'macvtap://'");
    }

    @Test
    void takesTheMtuOfAMacvtap() throws Exception {
        makeMacvtaps();
        machine.ip("link set mvt-near mtu 1300");

        assertThat(new MacvtapProvider().mtu(new Locator("macvtap", "mvt-near"), machine))
                .isEqualTo(1300);
    }
}
