package net.vdestack.benchmarks.end;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** Messages of 64 bytes to and fro over TCP, one at a time, as in {@code ends.c}. */
final class RoundTrips {
    private static final int MESSAGE = 64;
    private static final int MOST = 1 << 20;

    private RoundTrips() {}

    static void echo(Place place, Job job) throws IOException {
        InetSocketAddress address = job.address();
        try (ServerSocketChannel listener = place.stack().openServerSocketChannel(Place.family(address))) {
            listener.bind(address, 1);
            job.say("listening");
            try (SocketChannel channel = listener.accept()) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                ByteBuffer buffer = ByteBuffer.allocateDirect(MESSAGE);
                while (read(channel, buffer)) {
                    write(channel, buffer);
                }
            }
        }
        job.say("end");
    }

    static void ping(Place place, Job job) throws IOException {
        InetSocketAddress address = job.address();
        long[] trips = new long[MOST];
        int count = 0;
        try (SocketChannel channel = place.stack().openSocketChannel(Place.family(address))) {
            channel.connect(address);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ByteBuffer buffer = ByteBuffer.allocateDirect(MESSAGE);
            long begin = System.nanoTime() + job.number(3) * 1_000_000L;
            long end = begin + job.number(4) * 1_000_000L;
            boolean begun = false;
            for (long sent = System.nanoTime(); sent < end && count < MOST; sent = System.nanoTime()) {
                if (!begun && sent >= begin) {
                    begun = true;
                    job.say("begin");
                    sent = System.nanoTime();
                }
                write(channel, buffer);
                if (!read(channel, buffer)) {
                    throw new EOFException("the other end is gone");
                }
                if (begun) {
                    trips[count++] = System.nanoTime() - sent;
                }
            }
        }
        if (count == 0) {
            throw new IOException("no round trip");
        }
        Arrays.sort(trips, 0, count);
        job.say("end " + count + " " + trips[0] + " " + percentile(trips, count, 0.5) + " "
                + percentile(trips, count, 0.99) + " " + percentile(trips, count, 0.999) + " " + trips[count - 1]);
    }

    private static long percentile(long[] sorted, int count, double share) {
        return sorted[(int) ((count - 1) * share)];
    }

    private static boolean read(SocketChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                return false;
            }
        }
        return true;
    }

    private static void write(SocketChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
