package net.vdestack.benchmarks.end;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;

/** What it costs to make things, as in {@code ends.c}. */
final class Costs {
    /** As often as it is measured, so that the JVM has compiled what it will. */
    private static final int WARM_UP = 3;

    private Costs() {}

    /** Tells how long it takes to open a TCP channel in a stack, and plainly: medians, by turns. */
    static void sockets(Place place, Job job) throws IOException {
        int count = job.number(1);
        long[] inside = new long[count];
        long[] plain = new long[count];
        for (int i = -WARM_UP * count; i < count; i++) {
            long began = System.nanoTime();
            SocketChannel channel = place.stack().openSocketChannel();
            long opened = System.nanoTime() - began;
            channel.close();
            began = System.nanoTime();
            channel = SocketChannel.open();
            long openedPlainly = System.nanoTime() - began;
            channel.close();
            if (i >= 0) {
                inside[i] = opened;
                plain[i] = openedPlainly;
            }
        }
        job.say("end " + median(inside) + " " + median(plain));
    }

    /** Tells how long it takes to make a stack with an address, and to close it: medians. */
    static void create(Job job) throws IOException {
        int count = job.number(1);
        StackSpec specification = StackSpec.builder()
                .link("vde0", job.word(2))
                .config("eth,ip=10.0.0.1/24")
                .build();
        long[] opened = new long[count];
        long[] closed = new long[count];
        for (int i = -count; i < count; i++) {
            long began = System.nanoTime();
            NetworkStack stack = NetworkStacks.open(specification);
            long open = System.nanoTime();
            stack.close();
            if (i >= 0) {
                opened[i] = open - began;
                closed[i] = System.nanoTime() - open;
            }
        }
        job.say("end " + median(opened) + " " + median(closed));
    }

    private static long median(long[] times) {
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
