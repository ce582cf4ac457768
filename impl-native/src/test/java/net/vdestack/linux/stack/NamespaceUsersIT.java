package net.vdestack.linux.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.vdestack.linux.expectation.Eventually;
import net.vdestack.linux.namespace.LocalNamespaces;
import net.vdestack.linux.namespace.Namespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NamespaceUsersIT {
    @Test
    void areNamed() throws Exception {
        try (LocalNamespaces namespaces = LocalNamespaces.open()) {
            Namespace namespace = namespaces.create("test");
            String descriptor = "descriptor " + namespace.descriptor();
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            Thread thread = namespace.threadFactory().newThread(() -> {
                inside.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    // ended
                }
            });
            thread.start();
            Process process = new ProcessBuilder("nsenter", "--net=" + namespace.path(), "sleep", "600").start();
            try {
                inside.await();
                String processEntry = "process " + process.pid() + " 'sleep'";
                Eventually.holds(
                        () -> NamespaceUsers.of(namespace.identity()).contains(processEntry), "the process is there");

                assertThat(NamespaceUsers.of(namespace.identity()))
                        .hasSize(3)
                        .contains(processEntry, descriptor)
                        .anySatisfy(user -> assertThat(user).matches("thread \\d+ 'vdestack-test-.*'"));
            } finally {
                process.destroyForcibly().waitFor();
                release.countDown();
            }
            namespace.interruptThreads(System.nanoTime() + TimeUnit.SECONDS.toNanos(20));
            // the kernel's side of a thread ends a moment after Java's
            Eventually.holds(
                    () -> NamespaceUsers.of(namespace.identity()).equals(List.of(descriptor)), "the thread is gone");
            String identity = namespace.identity();
            namespace.close();

            assertThat(NamespaceUsers.of(identity)).isEmpty();
        }
    }
}
