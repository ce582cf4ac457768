package net.vdestack.itests.osgi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.NetworkStack;
import net.vdestack.itests.platform.Inside;

/**
 * A TCP connection between two stacks over which numbers go in order, all the time: a byte that is lost, doubled,
 * changed or out of place is noticed.
 */
final class NumberedStream implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final SocketChannel sender;
    private final SocketChannel receiver;
    private final FutureTask<Long> sending = new FutureTask<>(this::send);
    private final FutureTask<Long> receiving = new FutureTask<>(this::receive);
    private volatile boolean enough;
    private volatile long received;

    NumberedStream(NetworkStack from, NetworkStack to, String address) throws IOException {
        try (ServerSocketChannel server = to.openServerSocketChannel()) {
            server.bind(new InetSocketAddress(address, 7000));
            sender = from.openSocketChannel();
            sender.connect(server.getLocalAddress());
            receiver = server.accept();
        }
        start(sending);
        start(receiving);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "numbered-stream");
        thread.setDaemon(true);
        thread.start();
    }

    private Long send() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        long next = 0;
        while (!enough) {
            buffer.clear();
            while (buffer.hasRemaining()) {
                buffer.putLong(next++);
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                sender.write(buffer);
            }
        }
        sender.shutdownOutput();
        return next;
    }

    private Long receive() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        long next = 0;
        while (receiver.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.remaining() >= Long.BYTES) {
                long number = buffer.getLong();
                if (number != next) {
                    throw new IOException("received " + number + " where " + next + " was sent");
                }
                next++;
            }
            buffer.compact();
            received = next;
        }
        return next;
    }

    /** Waits until numbers arrive that were not there when this was called. */
    void awaitFlow(Inside inside) throws Exception {
        long before = received;
        inside.await("the stream to flow", () -> {
            if (receiving.isDone()) {
                receiving.get();
                throw new AssertionError("the connection has ended");
            }
            // more than what may have been under way
            return received > before + 8L * BUFFER;
        });
    }

    /** Ends the connection in order, and compares what was sent with what arrived. */
    void finish() throws Exception {
        enough = true;
        long sent = sending.get(30, TimeUnit.SECONDS);
        long arrived = receiving.get(30, TimeUnit.SECONDS);
        if (arrived != sent) {
            throw new AssertionError(arrived + " of " + sent + " numbers have arrived");
        }
    }

    @Override
    public void close() throws IOException {
        enough = true;
        sender.close();
        receiver.close();
    }
}
