package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A connection lives on with every byte in its place, whatever becomes of the network below it, and nothing is left.
 */
@OneJdk
@Timeout(180)
class EnduranceIT {
    private static final String ALICE = "10.3.0.1";
    private static final String BOB = "10.3.0.2";

    @TempDir
    private Path directory;

    /** Null where there is none. */
    private VdeSwitch vdeSwitch;

    /** What is made once for all stacks is not a leak. */
    @BeforeAll
    static void openWhatAllStacksShare() throws IOException {
        try (NetworkStack stack = NetworkStacks.open("lan://warm-up")) {
            stack.openSocketChannel().close();
        }
    }

    @AfterEach
    void endSwitch() throws IOException {
        if (vdeSwitch != null) {
            vdeSwitch.close();
        }
    }

    /** What happens to two stacks while numbers go from one to the other. */
    @FunctionalInterface
    private interface Life {
        void goOn(NetworkStack alice, NetworkStack bob, NumberStream stream) throws Exception;
    }

    private static void endures(String network, Life life) throws Exception {
        Resources before = Resources.now();
        try (NetworkStack alice = open("alice", network, ALICE);
                NetworkStack bob = open("bob", network, BOB);
                NumberStream stream = new NumberStream(alice, bob, BOB)) {
            stream.awaitFlow();
            life.goOn(alice, bob, stream);
            assertThat(stream.finish()).isPositive();
        }
        before.awaitNoMore();
    }

    private static NetworkStack open(String name, String network, String address) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .name(name)
                .link("vde0", network)
                .config("eth,ip=" + address + "/24")
                .build());
    }

    private static ForwarderStatus forwarder(NetworkStack stack) throws IOException {
        return stack.links().get(0).forwarder();
    }

    private static LinkStatistics statistics(NetworkStack stack) throws IOException {
        return stack.statistics().links().get(0);
    }

    private static void awaitBoth(NetworkStack alice, NetworkStack bob, ForwarderState state) throws Exception {
        for (NetworkStack stack : List.of(alice, bob)) {
            Await.until(stack.name() + " to be " + state, () -> forwarder(stack).state() == state);
        }
    }

    /** Sockets of ours that stay behind at a switch. */
    private static List<String> left(Path at) throws IOException {
        try (Stream<Path> files = Files.exists(at) ? Files.list(at) : Stream.empty()) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
        }
    }

    @Test
    void aSwitchThatIsKilledAndStartedAgain() throws Exception {
        int rounds = 20;
        Path path = directory.resolve("s");
        vdeSwitch = VdeSwitch.start(path);
        endures("vde://" + path, (alice, bob, stream) -> {
            for (int round = 0; round < rounds; round++) {
                vdeSwitch.end(round % 2 == 0 ? "KILL" : "TERM");
                awaitBoth(alice, bob, ForwarderState.DISCONNECTED);
                assertThat(forwarder(alice).error())
                        .hasValueSatisfying(error -> assertThat(error).contains(path.toString()));
                assertThat(left(path)).isEmpty();

                vdeSwitch = VdeSwitch.start(path);

                awaitBoth(alice, bob, ForwarderState.CONNECTED);
                stream.awaitFlow();
            }
            for (NetworkStack stack : List.of(alice, bob)) {
                assertThat(statistics(stack).reconnects()).isEqualTo(rounds);
                assertThat(statistics(stack).swaps()).isZero();
            }
        });
        assertThat(left(path)).isEmpty();
    }

    @Test
    void twoHundredSwapsRoundRobin() throws Exception {
        int swaps = 200;
        Path theirs = directory.resolve("theirs");
        Path ours = directory.resolve("ours");
        List<String> networks = List.of(
                "vxvde://224.1.2.4", "vde://" + theirs, "switch://" + ours, "hub://" + ours + "2", "lan://endurance");
        vdeSwitch = VdeSwitch.start(theirs);
        endures("lan://endurance", (alice, bob, stream) -> {
            for (int i = 0; i < swaps; i++) {
                String network = networks.get(i % networks.size());
                alice.connect("vde0", network);
                bob.connect("vde0", network);
                stream.awaitFlow();
            }
            for (NetworkStack stack : List.of(alice, bob)) {
                assertThat(statistics(stack).swaps()).isEqualTo(swaps);
                assertThat(statistics(stack).reconnects()).isZero();
                assertThat(statistics(stack).scheme()).isEqualTo("lan");
                assertThat(stack.spec().links().get(0).network()).isEqualTo("lan://endurance");
            }
        });
        assertThat(left(theirs)).isEmpty();
        assertThat(ours).doesNotExist();
        assertThat(directory.resolve("ours2")).doesNotExist();
    }

    @Test
    void aCableWhoseOtherEndIsPulledOut() throws Exception {
        int rounds = 10;
        Path cable = directory.resolve("cable");
        endures("ptp://" + cable, (alice, bob, stream) -> {
            for (int round = 0; round < rounds; round++) {
                long before = statistics(alice).reconnects();
                bob.connect("vde0", "lan://elsewhere");
                Await.until("alice to wait again", () -> statistics(alice).reconnects() > before);
                bob.connect("vde0", "ptp://" + cable);
                stream.awaitFlow();
            }
            assertThat(statistics(alice).reconnects()).isEqualTo(rounds);
            assertThat(statistics(bob).swaps()).isEqualTo(2L * rounds);
        });
        assertThat(cable).doesNotExist();
    }

    /** A busy loop would never let it pass; what the JVM does for itself, compiling say, comes to an end. */
    @Test
    void aNetworkThatIsAwayCostsNextToNothing() throws Exception {
        Path path = directory.resolve("s");
        vdeSwitch = VdeSwitch.start(path);
        try (NetworkStack alice = open("alice", "vde://" + path, ALICE)) {
            vdeSwitch.close();
            Await.until("the loss is seen", () -> forwarder(alice).state() == ForwarderState.DISCONNECTED);

            Await.until("this JVM to be idle", () -> shareOfTimeUsed() < 0.3);

            assertThat(forwarder(alice).state()).isEqualTo(ForwarderState.DISCONNECTED);
        }
    }

    /** Of all threads of this JVM, in three seconds; 1 for a processor that is busy all the time. */
    private static double shareOfTimeUsed() throws InterruptedException {
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long begin = System.nanoTime();
        long used = machine.getProcessCpuTime();
        TimeUnit.SECONDS.sleep(3);
        return (machine.getProcessCpuTime() - used) / (double) (System.nanoTime() - begin);
    }
}
