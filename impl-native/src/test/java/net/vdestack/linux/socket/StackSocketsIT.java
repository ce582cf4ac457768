package net.vdestack.linux.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import net.vdestack.linux.expectation.Eventually;
import net.vdestack.linux.namespace.LocalNamespaces;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.namespace.Whereabouts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StackSocketsIT {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SocketChannel",
                "ServerSocketChannel",
                "DatagramChannel",
                "AsynchronousSocketChannel",
                "AsynchronousServerSocketChannel",
                "Socket",
                "ServerSocket",
                "NativeSocket",
                "Selector"
            })
    void leaveNoThreadInTheStackThoughTheyAreTheFirst(String kind) throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstUse.class.getName(),
                        kind)
                .redirectErrorStream(true)
                .start();

        assertThat(new String(jvm.getInputStream().readAllBytes(), UTF_8).trim())
                .isEqualTo("threads [] sockets 1");
        assertThat(jvm.waitFor()).isZero();
    }

    @Test
    void completeAsynchronouslyOnThreadsOfTheHostWhoeverOpensTheFirst() throws Exception {
        try (LocalNamespaces namespaces = LocalNamespaces.open();
                AsynchronousGroup group = new AsynchronousGroup(namespaces.host())) {
            Namespace namespace = namespaces.create("async");
            StackSockets sockets = new StackSockets(namespace, group, new OpenSockets("closed"));
            Set<String> threads = namespace.call(() -> {
                sockets.asynchronousSocketChannel(null).close();
                return Whereabouts.ofThreads();
            });
            namespace.interruptThreads(System.nanoTime() + 10_000_000_000L);
            namespace.close();

            assertThat(threads)
                    .as("the host, and the thread that asked with its opener")
                    .containsExactlyInAnyOrder(namespaces.hostIdentity(), namespace.identity());
            Eventually.holds(
                    () -> Whereabouts.ofThreads().equals(Set.of(namespaces.hostIdentity())),
                    "all threads are in the host");
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().equals("vdestack-async"))
                    .isNotEmpty()
                    .allMatch(thread -> thread.isDaemon() && !thread.isInterrupted());
        }
    }
}
