package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import net.vdestack.api.CommandResult;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;

/** Uses two stacks in whatever mode it is started in, and prints what came of it, a fact a line. */
final class ModeProgram {
    private ModeProgram() {}

    public static void main(String[] args) throws Exception {
        Resources before = Resources.now();
        try {
            use();
        } catch (IOException e) {
            System.out.println("IOException: " + e.getMessage());
        }
        Resources after = Resources.now();
        System.out.println("stacks " + NetworkStacks.registry().stacks());
        System.out.println("threads left inside " + inside(before, after));
    }

    private static Set<String> inside(Resources before, Resources after) {
        Set<String> left = after.namespaces();
        left.removeAll(before.namespaces());
        return left;
    }

    private static NetworkStack open(String name, int host) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .name(name)
                .link("vde0", "lan://modes")
                .config("eth,ip=10.0.0." + host + "/24,ip=2001:db8::" + host + "/64")
                .build());
    }

    private static void use() throws Exception {
        Process process;
        try (NetworkStack alice = open("alice", 1);
                NetworkStack bob = open("bob", 2)) {
            System.out.println("mode " + alice.mode());
            System.out.println("v4 " + exchange(alice, bob, "10.0.0.1"));
            System.out.println("call " + alice.call(() -> "inside"));
            alice.openAsynchronousSocketChannel(null).close();
            alice.openDatagramChannel().close();
            alice.socketFactory().createSocket().close();
            alice.openSocket(2, 2, 1).close();
            CommandResult result = bob.run("ping -c 1 -W 5 10.0.0.1");
            System.out.println("ping " + result.exitCode() + (result.exitCode() == 0 ? "" : " " + result));
            process = bob.start(List.of("sleep", "600"));
        }
        System.out.println("process alive " + process.isAlive());
    }

    private static String exchange(NetworkStack to, NetworkStack from, String address) throws IOException {
        try (ServerSocketChannel server = to.openServerSocketChannel()) {
            server.bind(new InetSocketAddress(address, 80));
            try (SocketChannel client = from.openSocketChannel()) {
                client.connect(new InetSocketAddress(address, 80));
                try (SocketChannel accepted = server.accept()) {
                    client.write(ByteBuffer.wrap("hello".getBytes(UTF_8)));
                    ByteBuffer received = ByteBuffer.allocate(5);
                    while (received.hasRemaining() && accepted.read(received) >= 0) {
                        // until all is there
                    }
                    return UTF_8.decode(received.flip()).toString();
                }
            }
        }
    }
}
