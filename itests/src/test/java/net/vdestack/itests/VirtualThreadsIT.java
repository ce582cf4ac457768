package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Run on JDKs that have virtual threads. */
@Tag("virtual-threads")
@Timeout(60)
class VirtualThreadsIT {
    private static final int THREADS = 200;

    private static String ownNamespace() throws Exception {
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
    }

    @Test
    void openSocketsInTheStackAndStayOutside() throws Exception {
        String host = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        try (NetworkStack stack = NetworkStacks.open("")) {
            stack.configure("iface=lo,ip=10.99.0.1/32");
            List<FutureTask<String>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                FutureTask<String> task = new FutureTask<>(() -> {
                    try (SocketChannel channel = stack.openSocketChannel()) {
                        channel.bind(new InetSocketAddress("10.99.0.1", 0));
                    }
                    stack.openSocket(2, 1, 0).close();
                    return ownNamespace();
                });
                // Thread.startVirtualThread, which Java 17 does not have
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
                tasks.add(task);
            }

            for (FutureTask<String> task : tasks) {
                assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo(host);
            }
        }
    }

    @Test
    void runTasksAndCommands() throws Exception {
        try (NetworkStack stack = NetworkStacks.open("lan://virtual")) {
            FutureTask<String> task = new FutureTask<>(() -> {
                assertThat(stack.run("true").exitCode()).isZero();
                stack.configure("ip=10.0.0.1/24");
                stack.connect("vde0", "lan://other");
                assertThat(stack.statistics().links()).hasSize(1);
                return stack.call(VirtualThreadsIT::ownNamespace);
            });
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);

            assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo(stack.call(VirtualThreadsIT::ownNamespace));
        }
    }

    @Test
    void closeStacks() throws Exception {
        NetworkStack stack = NetworkStacks.open("lan://virtual");
        stack.openServerSocketChannel();
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            stack.close();
            return NetworkStacks.registry().find(stack.name()).isEmpty();
        });
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);

        assertThat(task.get(30, TimeUnit.SECONDS)).isTrue();
        Resources.awaitNamespacesFreed();
    }
}
