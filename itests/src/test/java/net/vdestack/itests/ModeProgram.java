package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import net.vdestack.api.CommandResult;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Uses stacks in whatever mode it is started in, and prints what came of it, a fact a line. With a path for an
 * argument, it attaches to the network namespace there instead.
 */
final class ModeProgram {
    private ModeProgram() {}

    public static void main(String[] args) throws Exception {
        Resources before = Resources.now();
        try {
            if (args.length > 0) {
                NetworkStacks.open(StackSpec.builder().netns(Path.of(args[0])).build())
                        .close();
                System.out.println("attached");
            } else {
                use();
                System.out.println("close waits for the kernel " + closeWaits());
            }
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
            nest(alice, bob);
            process = bob.start(List.of("sleep", "600"));
        }
        System.out.println("process alive " + process.isAlive());
    }

    /** One stack over each. */
    private static void nest(NetworkStack alice, NetworkStack bob) throws IOException {
        try (NetworkStack carol = openOver(alice, 1);
                NetworkStack dave = openOver(bob, 2)) {
            System.out.println("nested " + exchange(carol, dave, "10.0.1.1"));
        }
    }

    private static NetworkStack openOver(NetworkStack underlay, int host) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .name("over-" + underlay.name())
                .underlay(underlay.name())
                .link("vde0", "vxvde://224.1.2.7/if=vde0")
                .config("eth,ip=10.0.1." + host + "/24")
                .build());
    }

    /** Somebody else keeps the namespace until the closing thread is seen to wait for that. */
    private static boolean closeWaits() throws Exception {
        NetworkStack stack = NetworkStacks.open("");
        Fd pin = stack.call(() -> Syscalls.open("/proc/thread-self/ns/net", Syscalls.O_RDONLY));
        Thread closing = Thread.currentThread();
        AtomicBoolean closed = new AtomicBoolean();
        FutureTask<Boolean> keeper = new FutureTask<>(() -> {
            while (!closed.get() && !waits(closing)) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            boolean waits = !closed.get();
            pin.close();
            return waits;
        });
        new Thread(keeper).start();
        stack.close();
        closed.set(true);
        return keeper.get();
    }

    private static boolean waits(Thread closing) {
        List<String> calls = Arrays.stream(closing.getStackTrace())
                .map(call -> call.getClassName().replaceFirst(".*\\.", "") + "." + call.getMethodName())
                .toList();
        return calls.containsAll(List.of("Waits.uninterruptibly", "NamespaceEnd.await"));
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
