package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.MacAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackMode;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.itests.platform.Await;
import net.vdestack.linux.netlink.NamespaceNumbers;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stacks come and go, and take everything with them. */
class StackLifecycleIT {
    private static final String VXVDE = "vxvde://224.1.2.3";

    /** What is made once for all stacks is not a leak. */
    @BeforeAll
    static void openWhatAllStacksShare() throws IOException {
        try (NetworkStack stack = NetworkStacks.open("lan://warm-up")) {
            stack.openAsynchronousSocketChannel(null).close();
            stack.run("true");
        }
    }

    private static StackSpec spec(String name, String network, int host) {
        return StackSpec.builder()
                .name(name)
                .link("vde0", network)
                .config("eth,ip=10.0.0." + host + "/24")
                .build();
    }

    @Test
    void opensWithOneLinkThatIsUp() throws IOException {
        try (NetworkStack stack = NetworkStacks.open("lan://one")) {
            assertThat(stack.state()).isEqualTo(StackState.UP);
            assertThat(stack.mode()).isEqualTo(StackMode.PRIVILEGED);
            assertThat(stack.links()).singleElement().satisfies(link -> {
                assertThat(link.name()).isEqualTo("vde0");
                assertThat(link.network()).isEqualTo("lan://one");
                assertThat(link.up()).isTrue();
                assertThat(link.mtu()).isEqualTo(1500);
                assertThat(link.forwarder().state()).isEqualTo(ForwarderState.CONNECTED);
            });
        }
    }

    @Test
    void opensWithLoopbackAlone() throws IOException {
        for (String none : new String[] {null, ""}) {
            try (NetworkStack stack = NetworkStacks.open(none);
                    ServerSocketChannel server = stack.openServerSocketChannel();
                    SocketChannel client = stack.openSocketChannel()) {
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 80));

                client.connect(server.getLocalAddress());

                assertThat(stack.links()).isEmpty();
                assertThat(client.isConnected()).isTrue();
            }
        }
    }

    @Test
    void givesLinksTheirNameAddressAndMtu() throws IOException {
        MacAddress mac = MacAddress.parse("02:00:00:00:00:07");
        StackSpec spec = StackSpec.builder()
                .name("many")
                .link("eth7", "lan://a", mac, 9000)
                .link("b", VXVDE)
                .build();

        try (NetworkStack stack = NetworkStacks.open(spec)) {
            List<LinkStatus> links = stack.links();
            assertThat(links).extracting(LinkStatus::name).containsExactly("eth7", "b");
            assertThat(links.get(0).mac()).isEqualTo(mac);
            assertThat(links).extracting(LinkStatus::mtu).containsExactly(9000, 1500);
            assertThat(stack.run("ip link show eth7").results().get(0).stdout())
                    .contains("02:00:00:00:00:07", "mtu 9000");
        }
    }

    @Test
    void takesTheMtuThatTheUnderlayLeaves() throws Exception {
        Subprocess.run("ip", "link", "set", "lo", "mtu", "1400");
        try (NetworkStack v4 = NetworkStacks.open(VXVDE)) {
            assertThat(v4.links().get(0).mtu()).isEqualTo(1350);
        } finally {
            Subprocess.run("ip", "link", "set", "lo", "mtu", "65536");
        }
    }

    @Test
    void isFoundByNameUntilItIsDeleted() throws IOException {
        NetworkStack stack = NetworkStacks.open(spec("findme", "lan://x", 1));

        assertThat(NetworkStacks.registry().find("findme")).contains(stack);
        assertThat(NetworkStacks.registry().stacks()).contains(stack);
        assertThatThrownBy(() -> NetworkStacks.open(spec("findme", "lan://x", 2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("findme");
        assertThat(NetworkStacks.registry().delete("findme")).isTrue();

        assertThat(NetworkStacks.registry().find("findme")).isEmpty();
        assertThat(NetworkStacks.registry().delete("findme")).isFalse();
        assertThat(stack.state()).isEqualTo(StackState.STOPPING);
        NetworkStacks.open(spec("findme", "lan://x", 1)).close();
    }

    @Test
    void tellsListeners() throws Exception {
        List<String> events = new ArrayList<>();
        StackListener listener = new StackListener() {
            @Override
            public synchronized void stackChanged(String stack, StackState state) {
                events.add(stack + " " + state);
            }

            @Override
            public synchronized void linkChanged(String stack, String link, ForwarderStatus status) {
                events.add(stack + " " + link + " " + status.scheme() + " " + status.state());
            }
        };

        AutoCloseable subscription = NetworkStacks.registry().addListener(listener);
        try (NetworkStack stack = NetworkStacks.open(spec("told", "lan://x", 1))) {
            stack.connect("vde0", "lan://y");
        }
        subscription.close();
        NetworkStacks.open(spec("untold", "lan://x", 1)).close();

        assertThat(events)
                .containsExactly(
                        "told STARTING",
                        "told vde0 lan CONNECTED",
                        "told UP",
                        "told vde0 lan CONNECTED",
                        "told STOPPING");
    }

    @Test
    void undoesACreationThatFails() throws Exception {
        Resources before = Resources.now();
        StackSpec.Builder unknownScheme =
                StackSpec.builder().link("vde0", "lan://x").link("b", "token-ring://x");
        StackSpec.Builder badParameter = StackSpec.builder().link("vde0", VXVDE + "/speed=9");
        StackSpec.Builder badInterface = StackSpec.builder().link("vde0", VXVDE + "/if=nosuch0");
        StackSpec.Builder badWord = StackSpec.builder().link("vde0", "lan://x").config("eth,dhcp");
        StackSpec.Builder noRoute = StackSpec.builder().link("vde0", "lan://x").config("gw=10.0.0.1");
        StackSpec.Builder badCommand =
                StackSpec.builder().link("vde0", "lan://x").commands("true;sh -c 'sleep 600& echo sorry >&2; exit 3'");

        assertRefused(unknownScheme, IllegalArgumentException.class, "token-ring", "lan://", "vxvde://");
        assertRefused(badParameter, IllegalArgumentException.class, "speed");
        assertRefused(badInterface, IOException.class, "nosuch0", "ENODEV");
        assertRefused(badWord, IllegalArgumentException.class, "dhcp");
        assertRefused(noRoute, IOException.class, "10.0.0.1", "ENETUNREACH");
        assertRefused(badCommand, IOException.class, "exit code 3", "sorry");
        before.awaitNoMore();
    }

    private static void assertRefused(StackSpec.Builder spec, Class<?> kind, String... words) {
        assertThatThrownBy(() -> NetworkStacks.open(spec.name("refused").build()))
                .isInstanceOf(kind)
                .hasMessageContainingAll(words);
        assertThat(NetworkStacks.registry().find("refused")).isEmpty();
    }

    @Test
    void attachesToANamespaceAndLeavesItThere() throws Exception {
        Process holder =
                new ProcessBuilder("unshare", "--net", "sh", "-c", "ip link set lo up; echo; read -r _").start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('\n');
            Path netns = Path.of("/proc/" + holder.pid() + "/ns/net");
            StackSpec spec = StackSpec.builder()
                    .name("attached")
                    .link("vde0", "lan://x")
                    .netns(netns)
                    .build();

            try (NetworkStack stack = NetworkStacks.open(spec)) {
                assertThat(stack.call(() -> Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"))))
                        .isEqualTo(Files.readSymbolicLink(netns));
                assertThat(linksOf(holder)).contains("vde0");
            }

            assertThat(linksOf(holder)).contains("lo").doesNotContain("vde0");
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
        }
    }

    private static String linksOf(Process process) throws IOException {
        return Files.readString(Path.of("/proc/" + process.pid() + "/net/dev"));
    }

    @Test
    void refusesToAttachToWhatIsNoNamespace() {
        assertThatThrownBy(() -> NetworkStacks.open(
                        StackSpec.builder().netns(Path.of("/proc/self/ns/uts")).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/proc/self/ns/uts");
        assertThatThrownBy(() -> NetworkStacks.open(
                        StackSpec.builder().netns(Path.of("/run/netns/nosuch")).build()))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("/run/netns/nosuch", "ENOENT");
    }

    @Test
    void endsConnectionsThreadsAndProcessesWhenClosed() throws Exception {
        NetworkStack alice = NetworkStacks.open(spec("alice", "lan://close", 1));
        NetworkStack bob = NetworkStacks.open(spec("bob", "lan://close", 2));
        ServerSocketChannel server = alice.openServerSocketChannel();
        server.bind(new InetSocketAddress("10.0.0.1", 80));
        SocketChannel client = bob.openSocketChannel();
        client.connect(server.getLocalAddress());
        SocketChannel accepted = server.accept();
        CompletableFuture<Integer> reading = CompletableFuture.supplyAsync(() -> read(accepted));
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread sleeper = alice.threadFactory().newThread(() -> {
            try {
                TimeUnit.HOURS.sleep(1);
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        sleeper.start();
        Process process = alice.start(List.of("sh", "-c", "sleep 600 & wait"));

        alice.close();
        alice.close();

        assertThat(server.isOpen()).isFalse();
        assertThat(reading.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.isAlive()).isFalse();
        Resources.awaitNamespacesFreed();
        assertThatThrownBy(alice::openSocketChannel).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> alice.run("true")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(alice::links).isInstanceOf(IllegalStateException.class);
        accepted.close();
        client.close();
        bob.close();
    }

    @Test
    void isClosedByAThreadOfAnother() throws Exception {
        try (NetworkStack other = NetworkStacks.open("lan://x")) {
            NetworkStack stack = NetworkStacks.open(spec("closed", "lan://x", 1));
            stack.openServerSocketChannel();

            other.call(() -> {
                stack.close();
                return null;
            });

            assertThat(NetworkStacks.registry().find("closed")).isEmpty();
        }
        Resources.awaitNamespacesFreed();
    }

    private static int read(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void canBeClosedByAThreadOfItsOwn() throws Exception {
        NetworkStack stack = NetworkStacks.open("lan://suicide");
        StackState state = stack.call(() -> {
            stack.close();
            return stack.state();
        });

        assertThat(state).isEqualTo(StackState.STOPPING);
        Resources.awaitNamespacesFreed();
    }

    @Test
    void freesTheNamespaceThoughSomebodyKeepsAnAcceptedSocket() throws Exception {
        NetworkStack stack = NetworkStacks.open("");
        ServerSocketChannel server = stack.openServerSocketChannel();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 80));
        SocketChannel client = stack.openSocketChannel();
        client.connect(server.getLocalAddress());
        SocketChannel kept = server.accept();

        stack.close();

        Resources.awaitNamespacesFreed();
        assertThat(kept.isOpen()).isTrue();
        kept.close();
    }

    @Test
    void leavesNothingAfterManyLives() throws Exception {
        Resources before = Resources.now();
        for (int i = 0; i < 300; i++) {
            String network = i % 2 == 0 ? "lan://cycle" : VXVDE;
            try (NetworkStack one = NetworkStacks.open(spec("one", network, 1));
                    NetworkStack two = NetworkStacks.open(spec("two", network, 2))) {
                exchange(one, two);
                if (i % 10 == 0) {
                    assertThat(one.run("ip link").exitCode()).isZero();
                }
            }
        }
        before.awaitNoMore();
    }

    private static void exchange(NetworkStack to, NetworkStack from) throws IOException {
        try (ServerSocketChannel server = to.openServerSocketChannel()) {
            server.bind(new InetSocketAddress("10.0.0.1", 80));
            try (SocketChannel client = from.openSocketChannel()) {
                client.connect(new InetSocketAddress("10.0.0.1", 80));
                try (SocketChannel accepted = server.accept()) {
                    client.write(ByteBuffer.wrap("hello".getBytes(UTF_8)));
                    ByteBuffer received = ByteBuffer.allocate(5);
                    while (received.hasRemaining() && accepted.read(received) >= 0) {
                        // until all is there
                    }
                    assertThat(received.array()).asString(UTF_8).isEqualTo("hello");
                }
            }
        }
    }

    @Test
    void livesInTwoHundred() throws Exception {
        Resources before = Resources.now();
        List<NetworkStack> stacks = new ArrayList<>();
        try {
            for (int i = 1; i <= 200; i++) {
                stacks.add(NetworkStacks.open(spec("crowd-" + i, "lan://crowd", i)));
            }
            for (int i = 1; i < 200; i += 20) {
                exchange(stacks.get(0), stacks.get(i));
            }
        } finally {
            stacks.parallelStream().forEach(NetworkStack::close);
        }
        before.awaitNoMore();
    }

    @Test
    void leavesNothingWhenTheJvmIsKilled() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProgram.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // the program prints the numbers of the processes that live in its stack
        List<Long> pids = new ArrayList<>();
        try (var lines = jvm.inputReader(UTF_8);
                Fd numbering = Sockets.open(Sockets.AF_NETLINK, Sockets.SOCK_RAW, 0)) {
            for (String line = lines.readLine(); !"ready".equals(line); line = lines.readLine()) {
                assertThat(line).as("the program ended early").isNotNull();
                pids.add(Long.valueOf(line));
            }
            assertThat(pids).isNotEmpty();
            NamespaceNumbers numbers = new NamespaceNumbers(numbering);
            int number = number(pids.get(0), numbers);

            jvm.destroyForcibly().waitFor();

            for (long pid : pids) {
                awaitEnd(pid);
            }
            // and with it its interfaces
            Await.until("the namespace is gone", () -> numbers.isGone(number));
        }
    }

    private static int number(long pid, NamespaceNumbers numbers) throws IOException {
        try (Fd namespace = Syscalls.open("/proc/" + pid + "/ns/net", Syscalls.O_RDONLY)) {
            return numbers.give(namespace.number());
        }
    }

    private static void awaitEnd(long pid) throws InterruptedException, ExecutionException {
        ProcessHandle.of(pid)
                .ifPresent(process ->
                        process.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    }

    @Test
    void opensSocketsWhileACommandRuns(@TempDir Path directory) throws Exception {
        Path started = directory.resolve("started");
        try (NetworkStack stack = NetworkStacks.open("lan://busy")) {
            CompletableFuture<Integer> command = CompletableFuture.supplyAsync(() -> {
                try {
                    return stack.run("touch " + started + "; sleep 1").exitCode();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            Await.until("the command runs", () -> Files.exists(started));
            List<SocketChannel> opened = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                opened.add(stack.openSocketChannel());
            }
            boolean before = !command.isDone();

            assertThat(command.get(30, TimeUnit.SECONDS)).isZero();
            assertThat(before).as("all were open before the command ended").isTrue();
            for (SocketChannel each : opened) {
                each.close();
            }
        }
    }

    @Test
    void deliversWhatWasSentThoughTheClosingThreadIsInterrupted() throws Exception {
        final int sent = 600_000;
        NetworkStack alice = NetworkStacks.open(spec("alice", "lan://farewell", 1));
        try (NetworkStack bob = NetworkStacks.open(spec("bob", "lan://farewell", 2));
                ServerSocketChannel server = bob.openServerSocketChannel()) {
            server.bind(new InetSocketAddress("10.0.0.2", 80));
            SocketChannel client = alice.openSocketChannel();
            client.connect(server.getLocalAddress());
            try (SocketChannel accepted = server.accept()) {
                CompletableFuture<Integer> receiving = CompletableFuture.supplyAsync(() -> countUntilEnd(accepted));
                ByteBuffer data = ByteBuffer.allocate(sent);
                while (data.hasRemaining()) {
                    client.write(data);
                }
                client.close();

                Thread.currentThread().interrupt();
                alice.close();

                assertThat(Thread.interrupted()).isTrue();
                assertThat(receiving.get(10, TimeUnit.SECONDS)).isEqualTo(sent);
            }
        }
    }

    private static int countUntilEnd(SocketChannel channel) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        int count = 0;
        try {
            for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer.clear())) {
                count += read;
            }
        } catch (IOException e) {
            throw new IllegalStateException("after " + count + " bytes", e);
        }
        return count;
    }
}
