package net.vdestack.rest.statistics;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import net.vdestack.rest.stream.ServerSentEvents;
import net.vdestack.rest.stream.Source;
import net.vdestack.rest.thread.SingleThread;

/**
 * Feeds streams with counters. One thread reads for all of them; those with the same interval have their turn at the
 * same moment, and share what is read and how it is written. Thread safe.
 */
public final class StatsFeed implements AutoCloseable {
    private static final Logger LOG = System.getLogger(StatsFeed.class.getName());
    /** So much of an interval a reading may be old. */
    private static final int FRACTION = 4;

    private final Readings readings;
    private final ScheduledThreadPoolExecutor reader;

    public StatsFeed(Readings readings) {
        this.readings = readings;
        this.reader = SingleThread.named("vdestack-rest-stats");
    }

    /** For one stream: an event at once, and one each interval. */
    public Source every(Duration interval) {
        return new Ticks(interval);
    }

    /** The next moment that all with this interval share. */
    private static long nanosToNext(Duration interval) {
        return interval.toNanos() - Math.floorMod(System.nanoTime(), interval.toNanos());
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }

    /** Keeps one event: a client that was not ready for it gets the next one instead. */
    private final class Ticks implements Source {
        private final Duration interval;
        private final AtomicReference<byte[]> latest = new AtomicReference<>();
        private Runnable wake;
        private Future<?> tick;
        private boolean ended;

        Ticks(Duration interval) {
            this.interval = interval;
        }

        @Override
        public synchronized void begin(Runnable wake) {
            this.wake = wake;
            tickAfter(0);
        }

        private synchronized void tickAfter(long nanos) {
            if (ended) {
                return;
            }
            try {
                tick = reader.schedule(this::tick, nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // closed: the stream will be ended, too
            }
        }

        private void tick() {
            try {
                latest.set(readings.within(interval.dividedBy(FRACTION)).event());
                wake.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "counters cannot be read", e);
            } finally {
                tickAfter(nanosToNext(interval));
            }
        }

        @Override
        public byte[] next() {
            return latest.getAndSet(null);
        }

        @Override
        public byte[] heartbeat() {
            return ServerSentEvents.heartbeat();
        }

        @Override
        public synchronized void end() {
            ended = true;
            if (tick != null) {
                tick.cancel(false);
            }
        }
    }
}
