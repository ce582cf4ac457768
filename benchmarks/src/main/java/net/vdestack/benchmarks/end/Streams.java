package net.vdestack.benchmarks.end;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Streams of TCP, each flow a blocking channel with a thread of its own, as in {@code ends.c}. */
final class Streams {
    private static final int SEND_BUFFER = 128 << 10;
    private static final int RECEIVE_BUFFER = 1 << 20;

    private Streams() {}

    static void receive(Place place, Job job) throws IOException, InterruptedException {
        InetSocketAddress address = job.address();
        int flows = job.number(3);
        List<SocketChannel> channels = new ArrayList<>();
        List<AtomicLong> counters = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try (ServerSocketChannel listener = place.stack().openServerSocketChannel(Place.family(address))) {
            listener.bind(address, flows);
            job.say("listening");
            for (int i = 0; i < flows; i++) {
                SocketChannel channel = listener.accept();
                AtomicLong bytes = new AtomicLong();
                channels.add(channel);
                counters.add(bytes);
                threads.add(start(() -> receive(channel, bytes)));
            }
        }
        Growth.tell(job, () -> counters.stream().mapToLong(AtomicLong::get).sum(), job.number(4), job.number(5));
        for (SocketChannel channel : channels) {
            channel.close();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void receive(SocketChannel channel, AtomicLong bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(RECEIVE_BUFFER);
        try {
            for (int n = channel.read(buffer); n > 0; n = channel.read(buffer)) {
                // one thread writes it
                bytes.setRelease(bytes.getPlain() + n);
                buffer.clear();
            }
        } catch (IOException e) {
            // closed, as either side may
        }
    }

    static void send(Place place, Job job) throws IOException, InterruptedException {
        InetSocketAddress address = job.address();
        int flows = job.number(3);
        List<SocketChannel> channels = new ArrayList<>();
        for (int i = 0; i < flows; i++) {
            SocketChannel channel = place.stack().openSocketChannel(Place.family(address));
            channel.connect(address);
            channels.add(channel);
        }
        List<Thread> threads = new ArrayList<>();
        for (SocketChannel channel : channels) {
            threads.add(start(() -> send(channel)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        job.say("end");
    }

    private static void send(SocketChannel channel) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(SEND_BUFFER);
        try (channel) {
            while (true) {
                buffer.clear();
                channel.write(buffer);
            }
        } catch (IOException e) {
            // the receiver has had enough and closed
        }
    }

    private static Thread start(Runnable body) {
        Thread thread = new Thread(body, "flow");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
