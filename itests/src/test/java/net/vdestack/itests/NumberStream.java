package net.vdestack.itests;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.vdestack.api.NetworkStack;
import net.vdestack.itests.platform.Await;

/**
 * A TCP connection between two stacks over which numbers go in order, all the time, at a modest rate: a byte that is
 * lost, doubled, changed or out of place shows.
 */
public final class NumberStream implements AutoCloseable {
    private static final int PORT = 7000;
    private static final int PIECE = 8 * 1024;
    private static final int BUFFER = 64 * 1024;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int END_SECONDS = 60;

    private final SocketChannel sender;
    private final SocketChannel receiver;
    private final FutureTask<Long> sending = new FutureTask<>(this::send);
    private final FutureTask<Long> receiving = new FutureTask<>(this::receive);
    private volatile boolean enough;
    private volatile long sent;
    private volatile long received;

    /** @param address of the stack that they go to */
    public NumberStream(NetworkStack from, NetworkStack to, String address) throws IOException {
        try (ServerSocketChannel server = to.openServerSocketChannel()) {
            server.bind(new InetSocketAddress(address, PORT));
            sender = from.openSocketChannel();
            sender.connect(server.getLocalAddress());
            receiver = server.accept();
        }
        start(sending);
        start(receiving);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "number-stream");
        thread.setDaemon(true);
        thread.start();
    }

    private Long send() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);
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
            sent = next;
            LockSupport.parkNanos(PAUSE_NANOS);
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

    /** Waits until numbers have arrived that were not sent yet when this was called. */
    public void awaitFlow() throws Exception {
        // what is being written now may be under way, too
        long before = sent + PIECE / Long.BYTES;
        Await.until("numbers to arrive", () -> {
            failIfEnded(sending);
            failIfEnded(receiving);
            return received > before;
        });
    }

    private static void failIfEnded(FutureTask<Long> task) throws InterruptedException, ExecutionException {
        if (task.isDone()) {
            task.get();
            throw new AssertionError("the connection has ended");
        }
    }

    /** Ends the connection in order, and compares what was sent with what has arrived. Returns how many numbers. */
    public long finish() throws Exception {
        enough = true;
        long all = sending.get(END_SECONDS, TimeUnit.SECONDS);
        long arrived = receiving.get(END_SECONDS, TimeUnit.SECONDS);
        if (arrived != all) {
            throw new AssertionError(arrived + " of " + all + " numbers have arrived");
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        enough = true;
        sender.close();
        receiver.close();
    }
}
