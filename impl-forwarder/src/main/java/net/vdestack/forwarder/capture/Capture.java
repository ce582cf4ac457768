package net.vdestack.forwarder.capture;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import net.vdestack.api.DropReason;
import net.vdestack.api.MacAddress;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.linux.syscall.Waits;

/**
 * Writes what passes a link to a channel, on a thread of its own: the link's threads put frames into a bounded queue
 * and never wait for the channel. What does not fit is missed, and counted in the capture itself.
 *
 * <p>Whoever moves a frame {@linkplain #reserve keeps a place} for it first, then says {@linkplain #record what became
 * of it}.
 */
public final class Capture implements Closeable {
    private static final Logger LOG = System.getLogger(Capture.class.getName());

    private static final int QUEUE_BYTES = 4 << 20;
    /** The longest packet that libpcap reads. */
    private static final int MAX_LENGTH = 262_144;

    /** Frames that come in quick succession are written together, and cost one wake-up. */
    private static final long LULL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** How long a channel that was closed may take to let go of the thread. */
    private static final long RELEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final WritableByteChannel channel;
    private final String label;
    private final String name;
    private final MacAddress mac;
    private final ThreadFactory threads;
    private final Consumer<Capture> onEnd;
    private final Thread thread;

    private final FrameQueue queue = new FrameQueue(QUEUE_BYTES);
    private final LongAdder missed = new LongAdder();
    /** The wall clock at the beginning, which goes on steadily from there. */
    private final long epochNanos;

    private volatile boolean idle;
    private volatile boolean ending;
    private volatile boolean abandoned;

    // the writing thread's
    private final ByteBuffer out = ByteBuffer.allocateDirect(PcapngWriter.roomForPacket(MAX_LENGTH));
    private final PcapngWriter writer = new PcapngWriter(out);
    private long lastTime;
    private long written;
    private long missedBefore;

    private Capture(WritableByteChannel channel, LinkDevice link, Consumer<Capture> onEnd) {
        this.channel = channel;
        this.label = "stack " + link.stack() + ", link " + link.name();
        this.name = link.stack() + "/" + link.name();
        this.mac = link.mac();
        this.threads = link.threadFactory();
        this.onEnd = onEnd;
        this.epochNanos = nanosSince1970() - System.nanoTime();
        this.thread = threads.newThread(this::run);
        this.thread.setName("vdestack-" + link.stack() + "-" + link.name() + "-capture");
    }

    /**
     * Begins one, which writes its head at once.
     *
     * @param channel the capture's from now on, which closes it when it ends
     * @param onEnd told on any thread, maybe several times, that it wants no more frames
     */
    public static Capture start(WritableByteChannel channel, LinkDevice link, Consumer<Capture> onEnd) {
        Capture capture = new Capture(channel, link, onEnd);
        capture.thread.start();
        return capture;
    }

    private static long nanosSince1970() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private long time() {
        return epochNanos + System.nanoTime();
    }

    /**
     * Keeps a place for a frame that is about to be moved. Any thread; each place is to be given to {@link #record} or
     * {@link #forget}, soon.
     */
    public long reserve(int length) {
        return length > MAX_LENGTH ? FrameQueue.NO_ROOM : queue.reserve(length, time());
    }

    /**
     * Records a frame.
     *
     * @param place what {@link #reserve} returned for its length
     * @param frames where the frame stands
     * @param offset where it begins there
     * @param dropped why it was not moved; null if it was
     */
    public void record(long place, Direction direction, ByteBuffer frames, int offset, DropReason dropped) {
        if (place == FrameQueue.NO_ROOM) {
            missed.increment();
            return;
        }
        queue.put(place, Fate.tag(direction, dropped), frames, offset);
        wake();
    }

    /** Gives back the place of a frame that was not moved yet. */
    public void forget(long place) {
        if (place != FrameQueue.NO_ROOM) {
            queue.passOver(place);
            wake();
        }
    }

    private void wake() {
        if (idle) {
            idle = false;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        try {
            write();
        } catch (IOException | RuntimeException | Error e) {
            if (!abandoned) {
                LOG.log(Level.INFO, "{0}: the capture ends: {1}", label, e);
            }
        } finally {
            onEnd.accept(this);
            closeChannel();
        }
    }

    private void write() throws IOException {
        long start = time();
        writer.section(System.getProperty("os.name") + " " + System.getProperty("os.version"), "vdestack");
        writer.ethernet(name, mac, MAX_LENGTH);
        flush();
        while (!ending) {
            if (queue.hasFrame()) {
                writeFrames();
                flush();
                LockSupport.parkNanos(this, LULL_NANOS);
            } else {
                awaitFrame();
            }
        }
        for (writeFrames(); !queue.isEmpty(); writeFrames()) {
            // who still has a place fills it in a moment
            LockSupport.parkNanos(this, LULL_NANOS);
        }
        if (out.remaining() < PcapngWriter.roomForPacket(0)) {
            flush();
        }
        long lost = missed.sum();
        writer.statistics(start, Math.max(lastTime, time()), written + lost, lost);
        flush();
    }

    private void awaitFrame() {
        // somebody's interrupt must not keep it from waiting
        Thread.interrupted();
        idle = true;
        if (!ending && !queue.hasFrame()) {
            LockSupport.park(this);
        }
        idle = false;
    }

    private void writeFrames() throws IOException {
        while (queue.hasFrame()) {
            int length = queue.length();
            if (out.remaining() < PcapngWriter.roomForPacket(length)) {
                flush();
            }
            Fate fate = Fate.of(queue.tag());
            // two threads may have looked at the clock the other way round
            lastTime = Math.max(lastTime, queue.time());
            long missedNow = missed.sum();
            writer.packet(
                    lastTime,
                    fate.direction(),
                    queue.memory(),
                    queue.offset(),
                    length,
                    missedNow - missedBefore,
                    fate.comment());
            missedBefore = missedNow;
            written++;
            queue.take();
        }
    }

    private void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            if (channel.write(out) == 0) {
                // one that does not block
                if (abandoned) {
                    throw new ClosedChannelException();
                }
                LockSupport.parkNanos(this, LULL_NANOS);
            }
        }
        out.clear();
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.INFO, "{0}: closing what was captured to: {1}", label, e);
        }
    }

    /** Ends it: what was recorded is written, if the channel takes it within 2 seconds. Idempotent. */
    @Override
    public void close() {
        end(CLOSE_NANOS);
    }

    /**
     * The same.
     *
     * @param patienceNanos how long the channel may take
     */
    public void end(long patienceNanos) {
        onEnd.accept(this);
        ending = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread || hasEnded(patienceNanos)) {
            return;
        }
        abandoned = true;
        LOG.log(Level.WARNING, "{0}: the rest of the capture is lost: {1} does not take it", label, channel);
        startClosing();
        if (!hasEnded(RELEASE_NANOS)) {
            LOG.log(Level.WARNING, "{0}: {1} was closed and still blocks thread {2}", label, channel, thread.getName());
        }
    }

    /** On another thread, since closing may block as well, and so may the interrupt of one who writes to a channel. */
    private void startClosing() {
        try {
            Thread closing = threads.newThread(() -> {
                closeChannel();
                thread.interrupt();
            });
            closing.setName(thread.getName() + "-end");
            closing.start();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "{0}: no thread to close {1} with: {2}", label, channel, e);
        }
    }

    private boolean hasEnded(long patienceNanos) {
        long deadline = System.nanoTime() + patienceNanos;
        Waits.uninterruptibly(() -> {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            return null;
        });
        return !thread.isAlive();
    }
}
