package net.vdestack.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two networks {@code udp://} with somebody in between who loses frames, doubles them, keeps them back, and sets bits
 * in them: what netem does, without the kernel's help.
 */
final class BadCable implements AutoCloseable {
    private static final int FIRST = 4101;
    private static final int SECOND = 4102;
    private static final int BEHIND = 100;
    private static final int CHANCES = 2000;

    private final List<DatagramChannel> ends = new ArrayList<>();
    private final AtomicLong changed = new AtomicLong();

    BadCable() throws IOException {
        try {
            ends.add(end(FIRST));
            ends.add(end(SECOND));
        } catch (IOException e) {
            close();
            throw e;
        }
        start(ends.get(0), ends.get(1), 1);
        start(ends.get(1), ends.get(0), 2);
    }

    String first() {
        return locator(FIRST);
    }

    String second() {
        return locator(SECOND);
    }

    private static String locator(int port) {
        return "udp://" + port + "->127.0.0.1:" + (port + BEHIND);
    }

    /** How many frames had a bit set, which half of them had before. */
    long changed() {
        return changed.get();
    }

    private static DatagramChannel end(int port) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        return DatagramChannel.open()
                .bind(new InetSocketAddress(here, port + BEHIND))
                .connect(new InetSocketAddress(here, port));
    }

    private void start(DatagramChannel from, DatagramChannel to, long seed) {
        Thread thread = new Thread(() -> carry(from, to, new Random(seed)), "bad-cable");
        thread.setDaemon(true);
        thread.start();
    }

    private void carry(DatagramChannel from, DatagramChannel to, Random random) {
        Deque<byte[]> keptBack = new ArrayDeque<>();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        for (; ; ) {
            try {
                if (from.read(buffer.clear()) < 0) {
                    return;
                }
                byte[] frame = new byte[buffer.flip().remaining()];
                buffer.get(frame);
                carry(frame, to, keptBack, random);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // nobody is there at the moment, which is what cables are like
            }
        }
    }

    private void carry(byte[] frame, DatagramChannel to, Deque<byte[]> keptBack, Random random) throws IOException {
        int chance = random.nextInt(CHANCES);
        if (chance < 4) {
            return;
        }
        if (chance < 8) {
            to.write(ByteBuffer.wrap(frame));
        } else if (chance < 12) {
            keptBack.add(frame);
            return;
        } else if (chance < 20) {
            // set and never cleared: a bit set in one fragment and the same one cleared in another are no fault to a
            // sum
            frame[random.nextInt(frame.length)] |= (byte) (1 << random.nextInt(8));
            changed.incrementAndGet();
        }
        to.write(ByteBuffer.wrap(frame));
        if (chance > CHANCES / 2 && !keptBack.isEmpty()) {
            to.write(ByteBuffer.wrap(keptBack.remove()));
        }
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel end : ends) {
            end.close();
        }
    }
}
