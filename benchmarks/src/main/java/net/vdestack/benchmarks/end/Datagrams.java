package net.vdestack.benchmarks.end;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicLong;

/** A flood of small datagrams, one system call for each, as in {@code ends.c}. */
final class Datagrams {
    private static final int PAYLOAD = 64;
    private static final int BETWEEN_LOOKS_AT_THE_CLOCK = 64;

    private Datagrams() {}

    static void receive(Place place, Job job) throws IOException, InterruptedException {
        InetSocketAddress address = job.address();
        Thread thread;
        try (DatagramChannel channel = place.stack().openDatagramChannel(Place.family(address))) {
            channel.bind(address);
            job.say("listening");
            AtomicLong datagrams = new AtomicLong();
            thread = new Thread(() -> count(channel, datagrams), "count");
            thread.setDaemon(true);
            thread.start();
            Growth.tell(job, datagrams::get, job.number(3), job.number(4));
        }
        thread.join();
    }

    private static void count(DatagramChannel channel, AtomicLong datagrams) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
        try {
            while (true) {
                buffer.clear();
                channel.receive(buffer);
                datagrams.setRelease(datagrams.getPlain() + 1);
            }
        } catch (IOException e) {
            // closed
        }
    }

    static void send(Place place, Job job) throws IOException {
        InetSocketAddress address = job.address();
        long until = System.nanoTime() + job.number(3) * 1_000_000L;
        ByteBuffer buffer = ByteBuffer.allocateDirect(PAYLOAD);
        try (DatagramChannel channel = place.stack().openDatagramChannel(Place.family(address))) {
            channel.connect(address);
            while (System.nanoTime() < until) {
                for (int i = 0; i < BETWEEN_LOOKS_AT_THE_CLOCK; i++) {
                    send(channel, buffer);
                }
            }
        }
        job.say("end");
    }

    /** A full queue, or a receiver that is not there any more, is no reason to stop. */
    private static void send(DatagramChannel channel, ByteBuffer buffer) {
        try {
            buffer.clear();
            channel.write(buffer);
        } catch (IOException e) {
            // the next one, then
        }
    }
}
