package net.vdestack.linux.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.vdestack.api.DropReason;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.InvalidSpecException;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.MacAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.linux.expectation.Eventually;
import net.vdestack.linux.namespace.Whereabouts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stacks come back though their networks are away, and all of them end together. */
@Timeout(120)
class LinuxStacksIT {
    private static final String AWAY = "fake://away";
    private static final String THERE = "fake://there";

    private final FakeForwarders forwarders = new FakeForwarders();
    private final LinuxStacks stacks = new LinuxStacks(forwarders);

    LinuxStacksIT() {
        forwarders.arrive(THERE, 1400);
    }

    @BeforeAll
    static void loadClasses() throws Exception {
        try (LinuxStacks warmUp = new LinuxStacks(new FakeForwarders())) {
            NetworkStack stack = warmUp.create(StackSpec.builder().build());
            stack.run("true");
            stack.openAsynchronousSocketChannel(null).close();
        }
    }

    @AfterEach
    void close() {
        stacks.close();
        assertThat(forwarders.inUse()).isZero();
    }

    private static StackSpec.Builder spec() {
        return StackSpec.builder().name("restored").link("vde0", THERE);
    }

    private NetworkStack restore(StackSpec spec) throws IOException {
        return stacks.restore(spec, StackIdentity.ofNew());
    }

    private static List<Integer> mtus(NetworkStack stack) throws IOException {
        return stack.links().stream().map(LinkStatus::mtu).toList();
    }

    @Test
    void restoresAStackWhoseNetworkIsAway() throws Exception {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        stacks.addListener(new StackListener() {
            @Override
            public void stackChanged(String stack, StackState state) {
                events.add(state.toString());
            }
        });
        StackSpec spec = spec().link("vde1", AWAY)
                .link("vde2", AWAY, MacAddress.parse("02:00:00:00:00:02"), 1234)
                .config("iface=vde1,ip=10.0.0.1/24")
                .commands("ip link show dev vde1")
                .build();

        NetworkStack stack = restore(spec);

        assertThat(stack.state()).isEqualTo(StackState.DEGRADED);
        assertThat(stack.spec()).isEqualTo(spec);
        assertThat(stack.links()).allMatch(LinkStatus::up);
        assertThat(mtus(stack)).containsExactly(1400, 1500, 1234);

        forwarders.arrive(AWAY, 1450);

        assertThat(stack.state()).isEqualTo(StackState.UP);
        assertThat(mtus(stack)).containsExactly(1400, 1450, 1234);
        assertThat(events).containsExactly("STARTING", "DEGRADED", "UP");
    }

    @Test
    void isMadeOnceMoreWithWhatItHadOfItself() throws Exception {
        MacAddress given = MacAddress.parse("02:00:00:00:00:01");
        StackSpec spec =
                spec().link("vde1", THERE).link("vde2", THERE, given, 0).build();
        NetworkStack first = stacks.create(spec);
        List<MacAddress> macs = macs(first);
        StackIdentity identity = new StackIdentity(
                first.uid(), first.createdAt(), Map.of("vde0", macs.get(0), "vde1", macs.get(1), "vde2", macs.get(0)));

        for (boolean restoring : new boolean[] {true, false}) {
            stacks.delete(spec.name());
            NetworkStack again = restoring ? stacks.restore(spec, identity) : stacks.create(spec, identity);

            assertThat(again.uid()).isEqualTo(first.uid());
            assertThat(again.createdAt()).isEqualTo(first.createdAt());
            assertThat(macs(again)).isEqualTo(macs).endsWith(given);
            assertThat(again.spec()).isEqualTo(spec);
        }
        stacks.delete(spec.name());
        NetworkStack other = stacks.create(spec);
        assertThat(other.uid()).isNotEqualTo(first.uid());
        assertThat(macs(other)).doesNotContainAnyElementsOf(macs.subList(0, 2));
    }

    private static List<MacAddress> macs(NetworkStack stack) throws IOException {
        return stack.links().stream().map(LinkStatus::mac).toList();
    }

    @Test
    void saysOfEveryLinkWhichNetworkIsOfNoUse() {
        InvalidSpecException refusal = catchThrowableOfType(
                InvalidSpecException.class,
                () -> stacks.create(
                        spec().link("vde1", "one").link("vde2", "two").build()));

        assertThat(refusal.mistakes())
                .extracting(InvalidSpecException.Mistake::pointer)
                .containsExactly("/links/1/network", "/links/2/network");
        assertThat(stacks.stacks()).isEmpty();
    }

    @Test
    void isAsItsLinksAreBeforeThatIsTold() throws Exception {
        NetworkStack stack = stacks.create(spec().build());
        List<StackState> states = Collections.synchronizedList(new ArrayList<>());
        stacks.addListener(new StackListener() {
            @Override
            public void linkChanged(String of, String link, ForwarderStatus status) {
                states.add(stack.state());
            }
        });

        forwarders.leave(THERE);
        forwarders.arrive(THERE, 1400);

        assertThat(states).containsExactly(StackState.DEGRADED, StackState.UP);
    }

    @Test
    void takesTheMtuOfANetworkOnlyWhenItIsFirstFound() throws Exception {
        NetworkStack stack = restore(spec().link("vde1", AWAY).build());
        forwarders.arrive(AWAY, 1450);
        stack.run("ip link set vde1 mtu 1300");

        forwarders.leave(AWAY);
        assertThat(stack.state()).isEqualTo(StackState.DEGRADED);
        forwarders.arrive(AWAY, 1450);

        assertThat(mtus(stack)).containsExactly(1400, 1300);
    }

    @Test
    void takesTheMtuOfTheNetworkItWasSwappedTo() throws Exception {
        NetworkStack stack = restore(spec().link("vde1", AWAY).build());

        stack.connect("vde1", THERE);

        assertThat(stack.state()).isEqualTo(StackState.UP);
        assertThat(mtus(stack)).containsExactly(1400, 1400);
    }

    /** Nobody reads this TAP, whose queue holds 1000 frames. */
    @Test
    void countsWhatAFullTapDrops() throws Exception {
        NetworkStack stack = restore(spec().config("ip=10.0.0.1/24").build());
        try (DatagramChannel channel = stack.openDatagramChannel(StandardProtocolFamily.INET)) {
            channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
            InetSocketAddress all = new InetSocketAddress("10.0.0.255", 9);
            for (int i = 0; i < 3000; i++) {
                channel.send(ByteBuffer.allocate(1), all);
            }
        }

        long lost = stack.statistics().links().get(0).drops().get(DropReason.QUEUE_FULL);
        assertThat(lost).isBetween(2000L, 2999L);

        // no interface, no counter
        stack.run("ip link del vde0");
        assertThat(stack.statistics().links().get(0).drops()).containsEntry(DropReason.QUEUE_FULL, 0L);
    }

    @Test
    void keepsAnMtuThatWasAskedForMeanwhile() throws Exception {
        NetworkStack stack = restore(spec().link("vde1", AWAY).build());

        stacks.update(spec().link("vde1", AWAY, null, 1234).build());
        forwarders.arrive(AWAY, 1450);

        assertThat(mtus(stack)).containsExactly(1400, 1234);
    }

    @Test
    void stillTakesItWhenThatCameToNothing() throws Exception {
        NetworkStack stack = restore(spec().link("vde1", AWAY).build());

        assertThatThrownBy(() -> stacks.update(
                        spec().link("vde1", AWAY, null, 1234).commands("false").build()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit code 1");
        assertThat(mtus(stack)).containsExactly(1400, 1500);
        forwarders.arrive(AWAY, 1450);

        assertThat(mtus(stack)).containsExactly(1400, 1450);
    }

    @Test
    void looksAgainForANetworkThatItLeftInVain() throws Exception {
        NetworkStack stack = restore(spec().link("vde1", AWAY).build());

        assertThatThrownBy(() -> stacks.update(
                        spec().link("vde1", THERE).commands("false").build()))
                .isInstanceOf(IOException.class)
                .hasNoSuppressedExceptions();

        assertThat(stack.state()).isEqualTo(StackState.DEGRADED);
        assertThat(stack.links()).extracting(LinkStatus::network).containsExactly(THERE, AWAY);
        assertThat(mtus(stack)).containsExactly(1400, 1500);
        forwarders.arrive(AWAY, 1450);
        assertThat(stack.state()).isEqualTo(StackState.UP);
        assertThat(mtus(stack)).containsExactly(1400, 1450);
    }

    @Test
    void restoresNothingThatCannotBe() throws Exception {
        assertThatThrownBy(() -> restore(spec().link("vde1", "nonsense").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonsense");
        assertThatThrownBy(() -> restore(spec().commands("false").build())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> stacks.create(spec().link("vde1", AWAY).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(AWAY);

        assertThat(stacks.stacks()).isEmpty();
        assertThat(forwarders.inUse()).isZero();
        restore(spec().build());
    }

    /** What this process holds. */
    private record Held(int descriptors, Set<String> threads, Set<String> namespaces) {
        static Held now() throws IOException {
            int descriptors = 0;
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
                for (Path entry : entries) {
                    descriptors += entry.toString().isEmpty() ? 0 : 1;
                }
            }
            Set<String> threads = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("vdestack"))
                    .collect(Collectors.toCollection(TreeSet::new));
            return new Held(descriptors, threads, Whereabouts.ofThreads());
        }

        /** Threads are gone before the kernel has let go of them. */
        static void awaitNoMoreThan(Held before) throws Exception {
            assertThat(now().threads()).isEqualTo(before.threads());
            assertThat(now().descriptors()).isLessThanOrEqualTo(before.descriptors());
            Eventually.holds(() -> now().namespaces().equals(before.namespaces()), "all threads are in the host");
        }
    }

    @Test
    void leavesNothingWhenAllIsClosed() throws Exception {
        Held before = Held.now();
        NetworkStack one = stacks.create(spec().build());
        NetworkStack other = stacks.create(spec().name("other").build());
        one.openAsynchronousServerSocketChannel(null);
        one.openSocketChannel();
        one.start(List.of("sleep", "600"));
        other.threadFactory()
                .newThread(() -> {
                    try {
                        TimeUnit.HOURS.sleep(1);
                    } catch (InterruptedException e) {
                        // as it should be
                    }
                })
                .start();

        stacks.close();

        Held.awaitNoMoreThan(before);
        assertThat(one.state()).isEqualTo(StackState.STOPPING);
        assertThat(other.state()).isEqualTo(StackState.STOPPING);
        assertThat(stacks.stacks()).isEmpty();
        assertThatThrownBy(() -> stacks.create(spec().build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> restore(spec().build())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stacks.update(spec().build())).isInstanceOf(IllegalStateException.class);
        stacks.close();
        one.close();
    }

    @Test
    void closesBeforeAnythingWasOpened() {
        stacks.close();

        assertThatThrownBy(() -> stacks.create(spec().build())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void endsACreationInProgress(@TempDir Path directory) throws Exception {
        Held before = Held.now();
        Path running = directory.resolve("running");
        FutureTask<NetworkStack> creation = new FutureTask<>(() -> stacks.create(
                spec().commands("touch " + running + "; sleep 600").build()));
        new Thread(creation).start();
        Eventually.holds(() -> Files.exists(running), "the command runs");
        assertThat(stacks.find("restored")).isEmpty();

        stacks.close();

        Held.awaitNoMoreThan(before);
        assertThatThrownBy(() -> creation.get(20, TimeUnit.SECONDS)).hasMessageContaining("closed");
    }

    @Test
    void letsNoCreationSlipThrough() throws Exception {
        Held before = Held.now();
        AtomicInteger made = new AtomicInteger();
        List<FutureTask<Void>> creators = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FutureTask<Void> creator = new FutureTask<>(() -> {
                for (; ; ) {
                    stacks.create(StackSpec.builder().link("vde0", THERE).build());
                    made.incrementAndGet();
                }
            });
            creators.add(creator);
            new Thread(creator).start();
        }
        Eventually.holds(() -> made.get() > 20, "stacks are being created");

        stacks.close();

        for (FutureTask<Void> creator : creators) {
            assertThatThrownBy(() -> creator.get(20, TimeUnit.SECONDS)).hasMessageContaining("closed");
        }
        assertThat(stacks.stacks()).isEmpty();
        Held.awaitNoMoreThan(before);
    }
}
