package net.vdestack.rest.stream;

import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;
import net.vdestack.rest.thread.SingleThread;

/**
 * All answers that go on, and the one thread that writes them: it never blocks, so it is enough. Thread safe.
 *
 * <p>A client that has gone is noticed within 10 s: something is written every {@value Stream#HEARTBEAT_SECONDS} s, and
 * the second write fails.
 */
public final class Streams implements AutoCloseable {
    /** Of all clients together. */
    public static final int LIMIT = 128;

    private static final Logger LOG = System.getLogger(Streams.class.getName());
    private static final long CHECK_MILLIS = 1000;
    private static final long CLOSE_SECONDS = 2;

    private final ScheduledThreadPoolExecutor loop;
    private final AtomicInteger count = new AtomicInteger();
    /** With the check of each. Of the loop. */
    private final Map<Stream, Future<?>> open = new HashMap<>();

    public Streams() {
        loop = SingleThread.named("vdestack-rest-streams");
    }

    /**
     * Begins a stream. The caller's thread is free afterwards.
     *
     * @param answer of a request that has been made asynchronous, without a limit of time
     * @param source is the stream's from now on, unless this method fails
     * @throws ProblemException if there are too many
     */
    public void open(AsyncContext answer, String mediaType, Source source) throws IOException {
        if (loop.isShutdown()) {
            throw new ProblemException(Status.SERVICE_UNAVAILABLE, "the platform is stopping");
        }
        Stream stream = new Stream(answer, source, this::run, System::nanoTime, this::forget);
        if (count.incrementAndGet() > LIMIT) {
            count.decrementAndGet();
            throw new ProblemException(
                            Status.TOO_MANY_REQUESTS,
                            "there are " + LIMIT + " streams already, which is the limit: end one of them")
                    .header("Retry-After", "5");
        }
        run(() -> open.put(
                stream, loop.scheduleWithFixedDelay(stream::turn, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS)));
        boolean begun = false;
        try {
            stream.begin(mediaType);
            begun = true;
        } finally {
            if (!begun) {
                run(() -> forget(stream));
            }
        }
    }

    private void run(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // closed: all have ended
        }
    }

    private void forget(Stream stream) {
        Future<?> check = open.remove(stream);
        if (check != null) {
            check.cancel(false);
            count.decrementAndGet();
        }
    }

    /** Ends all there are, at once. */
    public void endAll() {
        run(() -> Set.copyOf(open.keySet()).forEach(Stream::stop));
    }

    /** Ends all there are, and lets no more begin. */
    @Override
    public void close() {
        endAll();
        loop.shutdown();
        try {
            if (!loop.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "streams do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
