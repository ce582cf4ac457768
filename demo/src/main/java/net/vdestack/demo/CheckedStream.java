package net.vdestack.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.NetworkStack;

/**
 * A TCP connection between two stacks that carries numbers in order, so that a byte that is lost, doubled, changed or
 * out of place is noticed where it happens. Plain JDK channels, used by threads that know nothing of stacks.
 */
final class CheckedStream implements AutoCloseable {
    private static final int BUFFER = 128 * 1024;
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final SocketChannel sender;
    private final SocketChannel receiver;
    private long nextToSend;
    private long nextToReceive;
    private IOException failure;

    private CheckedStream(SocketChannel sender, SocketChannel receiver) {
        this.sender = sender;
        this.receiver = receiver;
        background(this::receive, "demo-receiver").start();
    }

    private static Thread background(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Connects from one stack to another. */
    static CheckedStream connect(NetworkStack to, NetworkStack from, InetSocketAddress address) throws IOException {
        try (ServerSocketChannel server = to.openServerSocketChannel()) {
            server.bind(address);
            SocketChannel sender = from.openSocketChannel();
            sender.connect(address);
            return new CheckedStream(sender, server.accept());
        }
    }

    /** Sends that many bytes, a multiple of 8. */
    void send(long bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        long end = nextToSend + bytes / Long.BYTES;
        while (nextToSend < end) {
            buffer.clear();
            while (buffer.hasRemaining() && nextToSend < end) {
                buffer.putLong(nextToSend++);
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                sender.write(buffer);
            }
        }
    }

    /** The same on a thread of its own, started. */
    Thread sendInBackground(long bytes) {
        Thread thread = background(
                () -> {
                    try {
                        send(bytes);
                    } catch (IOException e) {
                        fail(e);
                    }
                },
                "demo-sender");
        thread.start();
        return thread;
    }

    private void receive() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try {
            while (receiver.read(buffer) >= 0) {
                buffer.flip();
                check(buffer);
                buffer.compact();
            }
            fail(new IOException("the connection has ended"));
        } catch (IOException e) {
            fail(e);
        }
    }

    private synchronized void check(ByteBuffer buffer) throws IOException {
        while (buffer.remaining() >= Long.BYTES) {
            long number = buffer.getLong();
            if (number != nextToReceive) {
                throw new IOException("received " + number + " where " + nextToReceive + " was sent");
            }
            nextToReceive++;
        }
        notifyAll();
    }

    private synchronized void fail(IOException e) {
        if (failure == null) {
            failure = e;
        }
        notifyAll();
    }

    /** Waits until that many bytes have arrived since the beginning, each in its place. */
    synchronized void awaitReceived(long bytes) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        while (nextToReceive < bytes / Long.BYTES) {
            if (failure != null) {
                throw failure;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new IOException("only " + nextToReceive * Long.BYTES + " of " + bytes + " bytes have arrived");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @Override
    public void close() throws IOException {
        sender.close();
        receiver.close();
    }
}
