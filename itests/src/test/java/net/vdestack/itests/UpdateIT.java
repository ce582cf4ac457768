package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.api.CommandResult;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.MacAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stacks change to match another specification, or stay as they are. */
@OneJdk
@Timeout(120)
class UpdateIT {
    private static final StackRegistry REGISTRY = NetworkStacks.registry();
    private static final String VXVDE = "vxvde://224.1.2.5";
    private static final String CONFIG = "iface=vde0,ip=10.6.0.1/24,gw=10.6.0.254,iface=vde1,ip=fd06::1/64";
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:06:01");

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private NetworkStack stack;
    private AutoCloseable subscription;

    @BeforeAll
    static void openWhatAllStacksShare() throws IOException {
        try (NetworkStack stack = NetworkStacks.open("lan://warm-up")) {
            stack.run("true");
        }
    }

    private static StackSpec.Builder spec() {
        return StackSpec.builder().name("changing");
    }

    private static StackSpec.Builder twoLinks() {
        return spec().link("vde0", "lan://update").link("vde1", "lan://update-1");
    }

    @BeforeEach
    void open() throws IOException {
        stack = NetworkStacks.open(twoLinks().config(CONFIG).commands("true").build());
        subscription = REGISTRY.addListener(new StackListener() {
            @Override
            public void stackChanged(String name, StackState state) {
                events.add(name + " " + state);
            }

            @Override
            public void linkChanged(String name, String link, ForwarderStatus status) {
                events.add(name + " " + link + " " + status.scheme() + " " + status.state());
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        subscription.close();
        stack.close();
    }

    private String output(String command) throws IOException {
        return stack.run(command).results().get(0).stdout();
    }

    /** All but link-local ones, which the kernel gives by itself. */
    private List<String> addresses(int link) throws IOException {
        return stack.links().get(link).addresses().stream()
                .filter(address -> !address.address().isLinkLocalAddress())
                .map(InterfaceAddress::toString)
                .toList();
    }

    /** Everything that a change could have touched, but for what the kernel does in its own time. */
    private String snapshot() throws IOException {
        StringBuilder all = new StringBuilder();
        all.append(stack.spec()).append(' ').append(stack.state()).append('\n');
        for (LinkStatus link : stack.links()) {
            all.append(link.name() + " " + link.network() + " " + link.mac() + " " + link.mtu() + " " + link.up() + " "
                    + link.forwarder().state() + "\n");
        }
        CommandResult seen = stack.run("ip -o link; ip -o addr; ip route; ip -6 route");
        seen.results()
                .forEach(each -> each.stdout()
                        .lines()
                        .filter(line -> !line.contains("fe80::"))
                        .map(line -> line.replace(" nodad", "") + "\n")
                        .sorted()
                        .forEach(all::append));
        return all.toString();
    }

    @Test
    void makesSwapsAndRemovesLinks() throws Exception {
        List<LinkStatus> before = stack.links();
        StackSpec wanted = spec().link("eth7", "lan://new")
                .link("vde0", VXVDE)
                .config("iface=vde0,ip=10.6.0.1/24,gw=10.6.0.254")
                .commands("true")
                .label("colour", "blue")
                .build();

        NetworkStack updated = REGISTRY.update(wanted);

        assertThat(updated).isSameAs(stack);
        assertThat(stack.spec()).isEqualTo(wanted);
        assertThat(stack.state()).isEqualTo(StackState.UP);
        assertThat(stack.links()).extracting(LinkStatus::name).containsExactly("eth7", "vde0");
        assertThat(stack.links()).extracting(LinkStatus::network).containsExactly("lan://new", VXVDE);
        assertThat(stack.links()).allMatch(LinkStatus::up);
        assertThat(stack.links().get(1).mac()).isEqualTo(before.get(0).mac());
        assertThat(stack.statistics().links().get(1).swaps()).isEqualTo(1);
        assertThat(addresses(1)).containsExactly("10.6.0.1/24");
        assertThat(output("ip -o link")).contains("lo:", "eth7:", "vde0:").doesNotContain("vde1");
        assertThat(events).containsExactly("changing eth7 lan CONNECTED", "changing vde0 vxvde CONNECTED");
    }

    @Test
    void changesEthernetAddressAndMtu() throws Exception {
        MacAddress generated = stack.links().get(1).mac();
        StackSpec given = spec().link("vde0", "lan://update", MAC, 9000)
                .link("vde1", "lan://update-1", null, 1200)
                .config(CONFIG)
                .commands("true")
                .build();

        REGISTRY.update(given);

        assertThat(stack.links()).extracting(LinkStatus::mac).containsExactly(MAC, generated);
        assertThat(stack.links()).extracting(LinkStatus::mtu).containsExactly(9000, 1200);

        Subprocess.run("ip", "link", "set", "lo", "mtu", "1400");
        try {
            REGISTRY.update(
                    spec().link("vde0", VXVDE).link("vde1", "lan://update-1").build());
        } finally {
            Subprocess.run("ip", "link", "set", "lo", "mtu", "65536");
        }

        assertThat(stack.links()).extracting(LinkStatus::mac).containsExactly(MAC, generated);
        assertThat(stack.links()).extracting(LinkStatus::mtu).containsExactly(1350, 1500);
    }

    @Test
    void leavesAloneWhatOnlyAnotherHandHasChanged() throws Exception {
        stack.run("ip link set vde1 mtu 1300; ip link set vde1 address " + MAC + "; ip addr add 10.66.0.1/24 dev vde1");

        REGISTRY.update(twoLinks()
                .config("iface=vde0,ip=10.6.0.2/24,iface=vde1,ip=fd06::1/64")
                .build());

        assertThat(stack.links().get(1).mac()).isEqualTo(MAC);
        assertThat(stack.links().get(1).mtu()).isEqualTo(1300);
        assertThat(addresses(1)).containsExactlyInAnyOrder("10.66.0.1/24", "fd06::1/64");
    }

    @Test
    void replacesTheConfigurationOfAllInterfaces() throws Exception {
        stack.configure("iface=lo,ip=127.0.0.9/8");
        stack.run("ip addr add 10.6.0.77/24 dev vde0");

        REGISTRY.update(twoLinks().config("iface=vde1,ip=10.6.1.1/24").build());

        assertThat(addresses(0)).containsExactly("10.6.0.77/24");
        assertThat(addresses(1)).containsExactly("10.6.1.1/24");
        assertThat(output("ip -o addr show lo")).doesNotContain("127.0.0.9");
        assertThat(output("ip route show default")).isEmpty();
        assertThat(stack.spec().config()).isEqualTo("iface=vde1,ip=10.6.1.1/24");

        stack.configure("ip=10.6.0.3/24");

        assertThat(stack.spec().config()).isEqualTo("iface=vde1,ip=10.6.1.1/24,iface=vde0,ip=10.6.0.3/24");
    }

    /** On one network, duplicate detection would find the address at the interface that it leaves. */
    @Test
    void movesAnIpv6AddressToALinkOfAnotherName() throws Exception {
        REGISTRY.update(spec().link("vde0", "lan://update")
                .link("eth0", "lan://update-1")
                .config("iface=eth0,ip=fd06::1/64")
                .build());

        assertThat(stack.links().get(1).name()).isEqualTo("eth0");
        assertThat(addresses(1)).containsExactly("fd06::1/64");
        assertThat(output("ip -6 -o addr show dev eth0 to fd06::/64")).doesNotContain("dadfailed", "tentative");
    }

    @Test
    void runsCommandsThatAreNotTheSameAsBefore(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("log");
        String commands = "sh -c 'echo run >>" + log + "'";

        REGISTRY.update(twoLinks().config(CONFIG).commands(commands).build());
        REGISTRY.update(twoLinks().commands(commands).build());
        assertThat(log).hasContent("run\n");
        REGISTRY.update(twoLinks().build());
        assertThat(log).hasContent("run\n");
        REGISTRY.update(twoLinks().commands(commands).build());

        assertThat(log).hasContent("run\nrun\n");
        assertThat(stack.spec().commands()).isEqualTo(commands);
    }

    @Test
    void doesNothingForAnEqualSpecification() throws Exception {
        stack.run("ip addr flush dev vde0");
        String before = snapshot();

        assertThat(REGISTRY.update(twoLinks().config(CONFIG).commands("true").build()))
                .isSameAs(stack);

        assertThat(snapshot()).isEqualTo(before);
        assertThat(events).isEmpty();
    }

    @Test
    void refusesWhatCannotBe() throws Exception {
        String before = snapshot();

        assertThatThrownBy(() -> REGISTRY.update(StackSpec.builder()
                        .name("nosuch")
                        .link("vde0", "lan://x")
                        .build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nosuch");
        refuses(twoLinks().netns(Path.of("/run/netns/blue")), "/run/netns/blue", "delete it and create it");
        refuses(twoLinks().link("vde2", "lan://x").link("vde3", "token-ring://x"), "token-ring");
        refuses(spec().link("vde0", "lan://x").link("vde1", "lan://"), "lan://");
        refuses(twoLinks().link("vde2", "lan://x").config("eth,dhcp"), "dhcp");
        refuses(twoLinks().link("vde2", "lan://x").config("iface=vde9,eth"), "vde9");
        refuses(twoLinks().link("vde2", "lan://x").commands("echo 'open"), "'");

        assertThat(snapshot()).isEqualTo(before);
        assertThat(events).isEmpty();
    }

    private static void refuses(StackSpec.Builder spec, String... words) {
        assertThatThrownBy(() -> REGISTRY.update(spec.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }

    /** Changes all that can be changed, so that whatever fails comes after something that has to be taken back. */
    private static StackSpec.Builder everythingElse(String last) {
        return spec().link("new0", "lan://x")
                .link("vde0", VXVDE, MAC, 1300)
                .link(last, "lan://y")
                .config("iface=vde0,ip=10.6.0.7/24,gw=10.6.0.253,iface=new0,ip=fd06::1/64");
    }

    private void takesAllBack(StackSpec.Builder spec, String... words) throws Exception {
        String before = snapshot();
        Resources resources = Resources.now();

        assertThatThrownBy(() -> REGISTRY.update(spec.build()))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(words)
                .hasNoSuppressedExceptions();

        assertThat(snapshot()).isEqualTo(before);
        assertThat(stack.state()).isEqualTo(StackState.UP);
        resources.awaitNoMore();
    }

    @Test
    void takesAllBackWhenALinkCannotBeMade() throws Exception {
        stack.run("ip tuntap add taken0 mode tap");

        takesAllBack(everythingElse("taken0"), "taken0", "exists already");
    }

    @Test
    void takesAllBackWhenANetworkCannotBeOpened() throws Exception {
        try (DatagramChannel taken = DatagramChannel.open(StandardProtocolFamily.INET)) {
            taken.bind(new InetSocketAddress(14999));

            takesAllBack(
                    spec().link("new0", "lan://x")
                            .link("vde0", "lan://y", MAC, 1300)
                            .link("vde1", VXVDE + "/port=14999"),
                    "EADDRINUSE");
        }
    }

    @Test
    void takesAllBackWhenTheKernelRefusesTheConfiguration() throws Exception {
        takesAllBack(
                everythingElse("vde1").config("iface=vde0,ip=10.6.0.7/24,iface=vde1,eth,gw=99.0.0.1"),
                "99.0.0.1",
                "ENETUNREACH");
    }

    @Test
    void takesAllBackWhenAnotherNodeHasAnAddress() throws Exception {
        StackSpec.Builder other = StackSpec.builder().link("vde0", "lan://x").config("ip=fd06::1/64");
        try (NetworkStack neighbour = NetworkStacks.open(other.build())) {
            assertThat(neighbour.links()).hasSize(1);

            takesAllBack(everythingElse("vde1"), "fd06::1", "duplicate");
        }
    }

    @Test
    void takesAllBackWhenACommandFails() throws Exception {
        takesAllBack(everythingElse("vde1").commands("sh -c 'echo sorry >&2; exit 3'"), "exit code 3", "sorry");

        // it was taken away and given back
        assertThat(output("ip -6 -o addr show tentative")).doesNotContain("fd06::1/");
    }

    @Test
    void keepsConnections() throws Exception {
        StackSpec neighbour = StackSpec.builder()
                .link("vde0", "lan://update")
                .config("ip=10.6.0.2/24")
                .build();
        try (NetworkStack other = NetworkStacks.open(neighbour);
                EchoService echo = new EchoService(other, 7);
                SocketChannel client = stack.openSocketChannel()) {
            client.connect(new InetSocketAddress("10.6.0.2", 7));
            assertThat(exchange(client, 1)).isEqualTo(1);

            other.connect("vde0", VXVDE);
            REGISTRY.update(spec().link("vde2", "lan://update-2")
                    .link("vde0", VXVDE)
                    .link("vde1", "lan://elsewhere")
                    .config("iface=vde0,ip=10.6.0.1/24,ip=10.6.0.9/24,iface=vde2,ip=10.7.0.1/24")
                    .build());

            assertThat(exchange(client, 2)).isEqualTo(2);
            assertThat(echo).isNotNull();
        }
    }

    private static long exchange(SocketChannel channel, long number) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).putLong(0, number);
        channel.write(buffer);
        buffer.clear();
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // until all is there
        }
        return buffer.getLong(0);
    }

    @Test
    void changesAnAttachedStack() throws Exception {
        try (NetworkStack attached = stack.call(() -> NetworkStacks.open(StackSpec.builder()
                .name("attached")
                .link("att0", "lan://x")
                .netns(Path.of("/proc/thread-self/ns/net"))
                .build()))) {
            REGISTRY.update(StackSpec.builder()
                    .name("attached")
                    .link("att1", "lan://x")
                    .netns(Path.of("/proc/thread-self/ns/net"))
                    .config("iface=att1,ip=10.8.0.1/24,iface=vde0,ip=10.8.1.1/24")
                    .build());

            assertThat(attached.links()).extracting(LinkStatus::name).containsExactly("att1");
            assertThat(output("ip -o addr"))
                    .contains("10.8.0.1/24", "10.8.1.1/24")
                    .doesNotContain("att0");
        }
        assertThat(output("ip -o link")).contains("vde0").doesNotContain("att1");
    }

    @Test
    void failsWhenTheStackIsClosedMeanwhile(@TempDir Path directory) throws Exception {
        Path running = directory.resolve("running");
        Resources before = Resources.now();
        CompletableFuture<NetworkStack> update = CompletableFuture.supplyAsync(() -> {
            try {
                return REGISTRY.update(everythingElse("vde1")
                        .commands("touch " + running + "; sleep 600")
                        .build());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Await.until("the command runs", () -> Files.exists(running));

        stack.close();

        assertThatThrownBy(() -> update.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> REGISTRY.update(spec().build())).isInstanceOf(IllegalStateException.class);
        before.awaitNoMore();
    }

    /** Whoever changes, looks or closes at the same time: each sees a whole stack, or a closed one. */
    @Test
    void canBeChangedAndWatchedByManyAtOnce() throws Exception {
        StackSpec one = twoLinks().config("iface=vde0,ip=10.6.0.1/24").build();
        StackSpec other = spec().link("vde0", "lan://update-2")
                .link("vde2", "lan://update-1")
                .config("iface=vde2,ip=10.6.2.1/24")
                .build();
        List<Worker> workers = new ArrayList<>();
        workers.add(new Worker(stack, () -> REGISTRY.update(one)));
        workers.add(new Worker(stack, () -> REGISTRY.update(other)));
        workers.add(new Worker(stack, () -> {
            stack.configure("iface=vde0,ip=10.6.0.8/24");
            return null;
        }));
        workers.add(new Worker(stack, () -> {
            stack.connect("vde0", "lan://update-3");
            return null;
        }));
        workers.add(new Worker(stack, () -> {
            assertThat(stack.links()).hasSize(2);
            return stack.statistics();
        }));
        Await.until("each has had its turn", () -> workers.stream().allMatch(worker -> worker.turns() >= 3));

        stack.close();

        for (Worker worker : workers) {
            worker.awaitEnd();
        }
        assertThat(REGISTRY.find("changing")).isEmpty();
    }

    /** Does something over and over until the stack is closed. */
    private static final class Worker {
        private final AtomicInteger turns = new AtomicInteger();
        private final FutureTask<Void> working;

        Worker(NetworkStack stack, Callable<?> task) {
            working = new FutureTask<>(() -> {
                try {
                    for (; ; ) {
                        task.call();
                        turns.incrementAndGet();
                    }
                } catch (IllegalStateException | IOException e) {
                    if (stack.state() != StackState.STOPPING) {
                        throw e;
                    }
                    return null;
                }
            });
            new Thread(working).start();
        }

        int turns() {
            if (working.isDone()) {
                awaitEnd();
            }
            return turns.get();
        }

        /** Fails if it has failed. */
        void awaitEnd() {
            try {
                working.get(20, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new AssertionError(e);
            }
        }
    }
}
