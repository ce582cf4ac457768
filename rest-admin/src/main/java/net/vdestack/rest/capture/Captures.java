package net.vdestack.rest.capture;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.NetworkStack;
import net.vdestack.rest.stream.Pipe;
import net.vdestack.rest.stream.Source;
import net.vdestack.rest.thread.SingleThread;

/** Begins captures, and ends them: when their time has come, or their client has gone. Thread safe. */
public final class Captures implements AutoCloseable {
    /** The media type of pcapng. */
    public static final String MEDIA_TYPE = "application/vnd.tcpdump.pcap";

    private static final Logger LOG = System.getLogger(Captures.class.getName());
    private static final int INTERFACE_STATISTICS = 5;
    private static final int STATISTICS_LENGTH = 24;

    private final ScheduledThreadPoolExecutor closer;

    public Captures() {
        closer = SingleThread.named("vdestack-rest-captures");
        closer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Begins a capture.
     *
     * @param time how long it takes
     * @param packets how many it takes
     * @return what it writes; whoever has it ends it, and the capture with it
     * @throws IllegalArgumentException if there is no such link
     */
    public Source begin(NetworkStack stack, String link, Duration time, long packets) throws IOException {
        Running running = new Running();
        Pipe pipe = new Pipe(Captures::statistics, running::end);
        running.begin(stack.capture(link, new PacketLimit(pipe, packets)), time);
        return pipe;
    }

    /** One capture. It is closed by a thread that may wait for that. */
    private final class Running {
        private Closeable capture;
        private Future<?> end;

        synchronized void begin(Closeable begun, Duration time) {
            capture = begun;
            end = closer.schedule(this::close, time.toMillis(), TimeUnit.MILLISECONDS);
        }

        synchronized void end() {
            end.cancel(false);
            try {
                end = closer.submit(this::close);
            } catch (RejectedExecutionException e) {
                // the bundle stops, and its captures with it
            }
        }

        private void close() {
            try {
                capture.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a capture was closed", e);
            }
        }
    }

    /** A block without packets, which may stand between any two: pcapng knows no comment that does. */
    private static byte[] statistics() {
        Instant now = Instant.now();
        long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        return ByteBuffer.allocate(STATISTICS_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(INTERFACE_STATISTICS)
                .putInt(STATISTICS_LENGTH)
                .putInt(0)
                .putInt((int) (nanos >>> Integer.SIZE))
                .putInt((int) nanos)
                .putInt(STATISTICS_LENGTH)
                .array();
    }

    @Override
    public void close() {
        closer.shutdown();
    }
}
