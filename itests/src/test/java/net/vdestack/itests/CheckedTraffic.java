package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.vdestack.api.NativeSocket;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.SocketAddresses;

/** Flows of all kinds between two stacks, all at once, every byte of which is compared with what was sent. */
final class CheckedTraffic implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IP_OPTIONS = 4;
    private static final int TCP_MAXSEG = 2;
    private static final int IPV6_DSTOPTS = 59;
    private static final int UDP_SEGMENT = 103;
    private static final int BUFFER = 60_000;
    private static final int MAX_DATAGRAM = 20_000;
    /** Each datagram begins with its number. */
    private static final int NUMBER = Long.BYTES;

    private static final long LAST = -1;
    private static final int END_SECONDS = 60;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final List<Closeable> sockets = new ArrayList<>();
    private final List<FutureTask<Long>> senders = new ArrayList<>();
    private final List<FutureTask<Long>> receivers = new ArrayList<>();
    private volatile boolean enough;
    private int seed;

    /** A socket option. */
    record Option(int level, int name, ByteBuffer value) {
        private static Option ofInt(int level, int name, int value) {
            ByteBuffer number = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
            return new Option(level, name, number.putInt(0, value));
        }

        private static Option ofBytes(int level, int name, int... octets) {
            ByteBuffer value = ByteBuffer.allocate(octets.length);
            for (int octet : octets) {
                value.put((byte) octet);
            }
            return new Option(level, name, value.flip());
        }
    }

    /** A TCP connection that has small segments. */
    static Option smallSegments() {
        return Option.ofInt(IPPROTO_TCP, TCP_MAXSEG, 200);
    }

    /** Packets with options, of which the header is longer: three times nothing, and the end. */
    static Option optionsV4() {
        return Option.ofBytes(IPPROTO_IP, IP_OPTIONS, 1, 1, 1, 0);
    }

    /** Packets with an extension header, which is padding. */
    static Option extensionV6() {
        return Option.ofBytes(IPPROTO_IPV6, IPV6_DSTOPTS, 0, 0, 1, 4, 0, 0, 0, 0);
    }

    private FutureTask<Long> start(Callable<Long> task) {
        FutureTask<Long> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "checked-traffic");
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    private static NativeSocket open(NetworkStack from, boolean stream, InetSocketAddress to, Option... options)
            throws IOException {
        int family = v6(to) ? AF_INET6 : AF_INET;
        NativeSocket socket = from.openSocket(family, stream ? SOCK_STREAM : SOCK_DGRAM, 0);
        try {
            for (Option option : options) {
                socket.setOption(option.level(), option.name(), option.value().duplicate());
            }
            socket.connect(SocketAddresses.encode(to));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static boolean v6(InetSocketAddress address) {
        return address.getAddress().getAddress().length == 16;
    }

    /** A stream from one stack to another's address. */
    void stream(NetworkStack from, NetworkStack to, String address, Option... options) throws IOException {
        Pattern pattern = new Pattern(++seed);
        int step = seed;
        try (ServerSocketChannel server = to.openServerSocketChannel()) {
            server.bind(new InetSocketAddress(address, 0));
            NativeSocket sender = open(from, true, (InetSocketAddress) server.getLocalAddress(), options);
            sockets.add(sender);
            SocketChannel receiver = server.accept();
            sockets.add(receiver);
            receivers.add(start(() -> read(receiver, pattern)));
            senders.add(start(() -> {
                long sent = write(sender, pattern, step);
                sender.close();
                return sent;
            }));
        }
    }

    /** A stream to somebody who sends everything back. */
    void echoedStream(NetworkStack from, InetSocketAddress to) throws IOException {
        Pattern pattern = new Pattern(++seed);
        int step = seed;
        SocketChannel channel = from.openSocketChannel();
        sockets.add(channel);
        channel.connect(to);
        receivers.add(start(() -> read(channel, pattern)));
        senders.add(start(() -> {
            long sent = write(channel, pattern, step);
            channel.shutdownOutput();
            return sent;
        }));
    }

    /** Writes pieces of odd sizes until it is enough. */
    private long write(WritableByteChannel channel, Pattern pattern, int step) throws IOException {
        long sent = 0;
        for (int piece = 1; !enough; piece = (piece + 997 * step) % BUFFER + 1) {
            ByteBuffer bytes = pattern.at(sent, piece);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            sent += piece;
        }
        return sent;
    }

    private static long read(ReadableByteChannel channel, Pattern pattern) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        long received = 0;
        while (channel.read(buffer.clear()) >= 0) {
            pattern.require(received, buffer.flip());
            received += buffer.limit();
        }
        return received;
    }

    /** Datagrams of all sizes from one stack to another's address; some may be lost, and none may be wrong. */
    void datagrams(NetworkStack from, NetworkStack to, String address, Option... options) throws IOException {
        Pattern pattern = new Pattern(++seed);
        DatagramChannel receiver = receiver(to, address);
        NativeSocket sender = open(from, false, (InetSocketAddress) receiver.getLocalAddress(), options);
        sockets.add(sender);
        FutureTask<Long> receiving = start(() -> readDatagrams(receiver, pattern));
        receivers.add(receiving);
        senders.add(start(() -> {
            ByteBuffer datagram = ByteBuffer.allocateDirect(MAX_DATAGRAM);
            long number = 0;
            for (; !enough; number++) {
                sender.write(fill(datagram.clear().limit(length(number)), pattern, number));
                if (number % 8 == 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
            awaitLast(sender, datagram, receiving);
            return number;
        }));
    }

    /** The same with many datagrams of one length in each call, and a shorter one: UDP_SEGMENT of udp(7). */
    void runsOfDatagrams(NetworkStack from, NetworkStack to, String address, int length) throws IOException {
        Pattern pattern = new Pattern(++seed);
        DatagramChannel receiver = receiver(to, address);
        Option size = Option.ofInt(IPPROTO_UDP, UDP_SEGMENT, length);
        NativeSocket sender = open(from, false, (InetSocketAddress) receiver.getLocalAddress(), size);
        sockets.add(sender);
        FutureTask<Long> receiving = start(() -> readDatagrams(receiver, pattern));
        receivers.add(receiving);
        int most = Math.min(60, BUFFER / length);
        senders.add(start(() -> {
            ByteBuffer run = ByteBuffer.allocateDirect(most * length);
            long number = 0;
            for (int round = 0; !enough; round++) {
                run.clear();
                for (int i = round % most; i >= 0; i--, number++) {
                    int end = run.position() + (i == 0 ? NUMBER + round % (length - NUMBER) : length);
                    fill(run.limit(end), pattern, number);
                    run.position(end);
                }
                sender.write(run.flip());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            awaitLast(sender, run, receiving);
            return number;
        }));
    }

    private DatagramChannel receiver(NetworkStack to, String address) throws IOException {
        InetSocketAddress local = new InetSocketAddress(address, 0);
        DatagramChannel receiver =
                to.openDatagramChannel(v6(local) ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        sockets.add(receiver);
        receiver.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20).bind(local);
        return receiver;
    }

    private static int length(long number) {
        // small ones, ones that fill a frame, and ones that travel in pieces
        int most = number % 3 == 0 ? 200 : number % 3 == 1 ? 1480 : MAX_DATAGRAM;
        return NUMBER + (int) (number * 7919 % (most - NUMBER));
    }

    /** From the buffer's position to its limit. */
    private static ByteBuffer fill(ByteBuffer datagram, Pattern pattern, long number) {
        int at = datagram.position();
        int rest = datagram.remaining() - NUMBER;
        datagram.putLong(number).put(pattern.at(number, rest));
        return datagram.position(at);
    }

    /** Says that this is all until that was heard. */
    private static void awaitLast(ByteChannel sender, ByteBuffer datagram, FutureTask<Long> receiving)
            throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        while (!receiving.isDone() && System.nanoTime() < deadline) {
            sender.write(datagram.clear().limit(NUMBER).putLong(0, LAST));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static long readDatagrams(DatagramChannel channel, Pattern pattern) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
        for (long received = 0; ; received++) {
            channel.receive(buffer.clear());
            long number = buffer.flip().getLong();
            if (number == LAST) {
                return received;
            }
            pattern.require(number, buffer);
        }
    }

    /** Ends all flows in order. Of streams all must have come, of datagrams some. */
    void finish() throws Exception {
        enough = true;
        for (int flow = 0; flow < senders.size(); flow++) {
            long received = receivers.get(flow).get(END_SECONDS, TimeUnit.SECONDS);
            long sent = senders.get(flow).get(END_SECONDS, TimeUnit.SECONDS);
            assertThat(received)
                    .as("flow %d of %d sent", flow, sent)
                    .isPositive()
                    .isLessThanOrEqualTo(sent);
        }
    }

    /** Lets it flow for so long; fails when a flow does. */
    void flow(long millis) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            for (FutureTask<Long> task : receivers) {
                if (task.isDone()) {
                    task.get();
                }
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() throws IOException {
        enough = true;
        for (Closeable socket : sockets) {
            socket.close();
        }
    }
}
