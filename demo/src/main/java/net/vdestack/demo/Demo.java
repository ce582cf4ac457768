package net.vdestack.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.CommandResult;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;

/**
 * Shows what a stack is, step by step and with figures, and fails if something is not as it should be.
 *
 * <p>To be run in a network namespace of its own, since the second half sends multicast: {@code ./run demo} does.
 */
public final class Demo {
    private static final String LAN = "lan://demo";
    private static final String VXVDE = "vxvde://224.1.2.3";
    private static final int STREAM_PORT = 7000;
    private static final long STREAM_BYTES = 128 << 20;

    private final Tour tour = new Tour();

    /**
     * Runs the tour.
     *
     * @param args none
     */
    public static void main(String[] args) {
        // else the JDK keeps a thread in the stack, for connections to be used again, and with it the stack's namespace
        System.setProperty("http.keepAlive", "false");
        try {
            new Demo().run();
        } catch (Exception e) {
            Tour.failed(e);
            System.exit(1);
        }
    }

    private void run() throws Exception {
        tour.step("two private TCP/IP stacks, joined by the embedded network " + LAN);
        long start = System.nanoTime();
        try (NetworkStack alice = open("alice", "10.1.0.1/24");
                NetworkStack bob = open("bob", "10.1.0.2/24")) {
            tour.figure("created and configured in " + millis(start) + " ms, in "
                    + alice.mode().name().toLowerCase(Locale.ROOT) + " mode");
            visit(alice, bob);
            stream(alice, bob, LAN);
            swap(alice, bob);
            stream(alice, bob, VXVDE);
            commands(alice);
            counters(List.of(alice, bob));
            tour.step("both stacks are closed: sockets, links, processes and namespaces go with them");
            start = System.nanoTime();
        }
        tour.figure("gone after " + millis(start) + " ms");
        tour.done();
    }

    private static long millis(long since) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    }

    private static NetworkStack open(String name, String address) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .name(name)
                .link("vde0", LAN)
                .config("eth,ip=" + address)
                .build());
    }

    /** The first address of a stack's first link. */
    private static InetAddress addressOf(NetworkStack stack) throws IOException {
        return stack.links().get(0).addresses().get(0).address();
    }

    /** An unmodified HTTP server on port 80 of one stack, an unmodified HttpURLConnection in the other. */
    private void visit(NetworkStack alice, NetworkStack bob) throws Exception {
        tour.step("the JDK's HTTP server on port 80 of alice, its HTTP client in bob");
        InetAddress address = addressOf(alice);
        HttpServer server = alice.call(() -> {
            HttpServer created = HttpServer.create(new InetSocketAddress(address, 80), 0);
            created.createContext("/", exchange -> {
                byte[] page = ("Hello "
                                + exchange.getRemoteAddress().getAddress().getHostAddress())
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
                exchange.close();
            });
            created.start();
            return created;
        });
        try {
            String page = bob.call(() -> get(new URL("http", address.getHostAddress(), "/")));
            tour.expect(page.equals("Hello " + addressOf(bob).getHostAddress()), "unexpected page: " + page);
            tour.figure("bob got http://" + address.getHostAddress() + "/: \"" + page + "\"");
        } finally {
            server.stop(0);
        }
    }

    private static String get(URL url) throws IOException {
        try (InputStream body = url.openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void stream(NetworkStack alice, NetworkStack bob, String network) throws Exception {
        tour.step("a TCP stream from bob to alice over " + network);
        InetSocketAddress address = new InetSocketAddress(addressOf(alice), STREAM_PORT);
        try (CheckedStream stream = CheckedStream.connect(alice, bob, address)) {
            long start = System.nanoTime();
            stream.send(STREAM_BYTES);
            stream.awaitReceived(STREAM_BYTES);
            long nanos = System.nanoTime() - start;
            tour.figure((STREAM_BYTES >> 20) + " MiB arrived, every byte in its place: "
                    + STREAM_BYTES * 8 * 1000 / nanos + " Mbit/s");
        }
    }

    /** One connection, up and in use, while both stacks move from one network to another. */
    private void swap(NetworkStack alice, NetworkStack bob) throws Exception {
        tour.step("both links are swapped to " + VXVDE + " under a live connection");
        InetSocketAddress address = new InetSocketAddress(addressOf(alice), STREAM_PORT);
        try (CheckedStream stream = CheckedStream.connect(alice, bob, address)) {
            long part = 16 << 20;
            stream.send(part);
            Thread sender = stream.sendInBackground(2 * part);
            long start = System.nanoTime();
            alice.connect("vde0", VXVDE);
            bob.connect("vde0", VXVDE);
            long took = millis(start);
            sender.join();
            stream.send(part);
            stream.awaitReceived(4 * part);
            tour.expect(
                    alice.links().get(0).forwarder().state() == ForwarderState.CONNECTED,
                    "alice's link is not connected");
            tour.figure("swapped in " + took + " ms; " + ((4 * part) >> 20)
                    + " MiB sent before, meanwhile and afterwards arrived in order on the same connection");
        }
    }

    private void commands(NetworkStack stack) throws IOException {
        tour.step("a command in " + stack.name() + ": ip -brief address");
        CommandResult result = stack.run("ip -brief address");
        tour.expect(result.exitCode() == 0, result.toString());
        result.results().get(0).stdout().lines().forEach(tour::figure);
    }

    private void counters(List<NetworkStack> stacks) throws IOException {
        tour.step("what the links have counted");
        for (NetworkStack stack : stacks) {
            LinkStatistics link = stack.statistics().links().get(0);
            long drops =
                    link.drops().values().stream().mapToLong(Long::longValue).sum();
            tour.figure(String.format(
                    "%-5s %s over %s: received %d frames, transmitted %d, dropped %d, swaps %d",
                    stack.name(),
                    link.name(),
                    link.scheme(),
                    link.receiveFrames(),
                    link.transmitFrames(),
                    drops,
                    link.swaps()));
        }
    }
}
