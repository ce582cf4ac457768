package net.vdestack.benchmarks.end;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;

/**
 * Where sockets are made: a stack.
 *
 * @param stack the end's
 */
record Place(NetworkStack stack) {
    /** Opens the stack that a job names and tells its namespace: that of a thread which stays in it. */
    static Place open(Job job) throws IOException {
        NetworkStack stack = NetworkStacks.open(StackSpec.builder()
                .link("vde0", job.word(1), null, job.number(2))
                .config(job.word(3))
                .build());
        CompletableFuture<Path> namespace = new CompletableFuture<>();
        stack.threadFactory()
                .newThread(() -> {
                    try {
                        namespace.complete(Path.of("/proc")
                                .resolve(Files.readSymbolicLink(Path.of("/proc/thread-self")))
                                .resolve("ns/net"));
                        Thread.sleep(Long.MAX_VALUE);
                    } catch (InterruptedException e) {
                        // the stack is closed
                    } catch (Exception e) {
                        namespace.completeExceptionally(e);
                    }
                })
                .start();
        job.say("ready " + namespace.join());
        return new Place(stack);
    }

    static ProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
    }
}
