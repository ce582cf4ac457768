package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.vdestack.api.DropReason;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our stack and Debian's C implementation at switches of theirs and of ours, and at the two ends of a cable. */
@OneJdk
@Timeout(180)
class VdeInteropIT {
    private static final String OURS_V4 = "10.9.0.1";
    private static final String OURS_V6 = "fd00:9::1";
    private static final String THEIRS_V4 = "10.9.0.2";
    private static final String THEIRS_V6 = "fd00:9::2";
    private static final String MAC = "02:00:00:00:00:0a";

    @TempDir
    private Path directory;

    private Path path;
    /** Null where there is none. */
    private VdeSwitch vdeSwitch;

    @BeforeEach
    void choosePath() {
        path = directory.resolve("s");
    }

    @AfterEach
    void endSwitch() throws IOException {
        if (vdeSwitch != null) {
            vdeSwitch.close();
        }
    }

    private static NetworkStack stack(String network) throws IOException {
        return stack(network, OURS_V4, OURS_V6);
    }

    private static NetworkStack stack(String network, String v4, String v6) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .link("vde0", network)
                .config("eth,ip=" + v4 + "/24,ip=" + v6 + "/64")
                .build());
    }

    private static VdensNode node(String network) throws IOException {
        return VdensNode.open(network, MAC, THEIRS_V4 + "/24", THEIRS_V6 + "/64");
    }

    private static void exchangeAll(NetworkStack stack, VdensNode node) throws Exception {
        try (Exchange exchange = new Exchange(stack, node)) {
            exchange.all(OURS_V4, THEIRS_V4);
            exchange.all(OURS_V6, THEIRS_V6);
        }
        assertThat(losses(stack)).isEmpty();
    }

    /** What was lost, but for what the stack said before anybody was there. */
    private static Map<DropReason, Long> losses(NetworkStack stack) throws IOException {
        Map<DropReason, Long> drops = UnexplainedDrops.of(stack);
        drops.remove(DropReason.NO_PEER);
        return drops;
    }

    /** Frames of 8042 bytes, which may not be split. */
    private static void exchangeLongFrames(NetworkStack stack, VdensNode node) throws IOException {
        assertThat(stack.run("ip link set vde0 mtu 9000").exitCode()).isZero();
        node.run("ip", "link", "set", "vde0", "mtu", "9000");
        assertThat(stack.run("ping -c 3 -i 0.2 -W 5 -M do -s 8000 " + THEIRS_V4).exitCode())
                .isZero();
        assertThat(node.run("ping", "-c", "3", "-i", "0.2", "-W", "5", "-M", "do", "-s", "8000", OURS_V4))
                .contains(" 0% packet loss");
        assertThat(losses(stack)).isEmpty();
    }

    @Test
    void exchangesEverythingAtVdeSwitch() throws Exception {
        vdeSwitch = VdeSwitch.start(path);
        try (NetworkStack stack = stack("vde://" + path + "[3]");
                VdensNode node = node("vde://" + path)) {
            exchangeAll(stack, node);
        }
    }

    @Test
    void findsItsPeerAtAHubThatEverybodyMayUse() throws Exception {
        vdeSwitch = VdeSwitch.start(path, "--hub", "-m", "0666");
        try (NetworkStack stack = stack("vde://" + path + "[mode=0666]");
                VdensNode node = node("vde://" + path);
                Exchange exchange = new Exchange(stack, node)) {
            exchange.pingFromStack(THEIRS_V4);
            exchange.pingFromNode(OURS_V6);
        }
    }

    @Test
    void countsFramesThatVdeSwitchWouldCutOff() throws Exception {
        vdeSwitch = VdeSwitch.start(path);
        try (NetworkStack stack = stack("vde://" + path);
                VdensNode node = node("vde://" + path)) {
            assertThat(stack.run("ip link set vde0 mtu 9000").exitCode()).isZero();
            node.run("ip", "link", "set", "vde0", "mtu", "9000");

            assertThat(stack.run("ping -c 2 -i 0.2 -W 1 -M do -s 1476 " + THEIRS_V4)
                            .exitCode())
                    .as("1518 bytes")
                    .isZero();
            assertThat(stack.run("ping -c 2 -i 0.2 -W 1 -M do -s 1477 " + THEIRS_V4)
                            .exitCode())
                    .as("1519 bytes")
                    .isEqualTo(1);

            assertThat(UnexplainedDrops.of(stack)).containsOnly(Map.entry(DropReason.OVERSIZE, 2L));
        }
    }

    @Test
    void exchangesEverythingAtOurSwitch() throws Exception {
        try (NetworkStack stack = stack("switch://" + path);
                VdensNode node = node("vde://" + path)) {
            exchangeAll(stack, node);
            exchangeLongFrames(stack, node);
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void exchangesEverythingAtOurHub() throws Exception {
        try (NetworkStack stack = stack("hub://" + path);
                VdensNode node = node("vde://" + path)) {
            exchangeAll(stack, node);
        }
    }

    @Test
    void exchangesEverythingAtASwitchOfTheLibrary() throws Exception {
        try (VdensNode node = node("switch://" + path);
                NetworkStack stack = stack("vde://" + path)) {
            exchangeAll(stack, node);
            exchangeLongFrames(stack, node);
        }
    }

    @Test
    void reachesThroughABridgeFromOurSwitchToTheirs() throws Exception {
        Path theirs = directory.resolve("theirs");
        vdeSwitch = VdeSwitch.start(theirs);
        try (NetworkStack stack = stack("switch://" + path);
                NetworkStack other = stack("switch://" + path, "10.9.0.3", "fd00:9::3");
                Subprocess bridge = Subprocess.start(List.of("vde_plug", "vde://" + path, "vde://" + theirs));
                VdensNode node = node("vde://" + theirs)) {
            Await.until(
                    "the bridge " + bridge,
                    () -> stack.run("ping -c 1 -W 1 " + THEIRS_V4).exitCode() == 0);
            exchangeAll(stack, node);
            assertThat(other.run("ping -c 3 -i 0.2 -W 5 " + THEIRS_V4).exitCode())
                    .isZero();
            assertThat(other.run("ping -c 3 -i 0.2 -W 5 " + OURS_V4).exitCode()).isZero();
            assertThat(losses(other)).isEmpty();
        }
    }

    @Test
    void theClientsOfOurSwitchStayWhenTheLinkThatServesThemLeaves() throws Exception {
        try (NetworkStack stack = stack("switch://" + path);
                VdensNode node = node("vde://" + path)) {
            try (NetworkStack first = stack("switch://" + path, "10.9.0.3", "fd00:9::3")) {
                stack.connect("vde0", "lan://elsewhere");
                stack.connect("vde0", "switch://" + path);
                assertThat(first.run("ping -c 3 -i 0.2 -W 5 " + THEIRS_V4).exitCode())
                        .isZero();
            }
            exchangeAll(stack, node);
        }
    }

    @Test
    void saysWhatVdeSwitchMayHaveRefused() throws Exception {
        vdeSwitch = VdeSwitch.start(path, "-n", "2");
        try (NetworkStack stack = stack("vde://" + path + "[1]")) {
            assertThatIOException()
                    .isThrownBy(() -> stack("vde://" + path + "[77]").close())
                    .withMessageContaining("the switch at " + path)
                    .withMessageContaining("refuses")
                    .withMessageContaining("no port 77");
            assertThat(stack.links().get(0).forwarder().state()).isEqualTo(ForwarderState.CONNECTED);
        }
        try (Stream<Path> files = Files.list(path)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith(".")))
                    .as("sockets of ours that stay behind")
                    .isEmpty();
        }
    }

    @Test
    void givesUpOnAVdeSwitchThatIsStopped() throws Exception {
        vdeSwitch = VdeSwitch.start(path);
        vdeSwitch.signal("STOP");
        assertThatIOException()
                .isThrownBy(() -> stack("vde://" + path).close())
                .withMessageContaining("the switch at " + path)
                .withMessageContaining("not answered");
        vdeSwitch.signal("CONT");
        try (NetworkStack stack = stack("vde://" + path);
                VdensNode node = node("vde://" + path);
                Exchange exchange = new Exchange(stack, node)) {
            exchange.pingFromStack(THEIRS_V4);
            exchange.pingFromNode(OURS_V4);
        }
    }

    @Test
    void exchangesEverythingOverACableTheyWereAtFirst() throws Exception {
        Path cable = directory.resolve("cable");
        try (VdensNode node = node("ptp://" + cable);
                NetworkStack stack = stack("ptp://" + cable)) {
            exchangeAll(stack, node);
            exchangeLongFrames(stack, node);
        }
    }

    @Test
    void exchangesEverythingOverACableWeWereAtFirst() throws Exception {
        Path cable = directory.resolve("cable");
        try (NetworkStack stack = stack("ptp://" + cable + "[dgram]");
                VdensNode node = node("ptp://" + cable)) {
            exchangeAll(stack, node);
            exchangeLongFrames(stack, node);
        }
    }
}
