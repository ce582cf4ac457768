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
    private static final Logger LOG = System.getLogger(Streams.class.getName());
    private static final long CHECK_MILLIS = 1000;
    private static final long CLOSE_SECONDS = 2;

    private final ScheduledThreadPoolExecutor loop;
    private final Places places = new Places();
    /** Guarded by this. */
    private final Map<Stream, Open> open = new HashMap<>();

    private record Open(Place place, Future<?> check) {}

    public Streams() {
        loop = SingleThread.named("vdestack-rest-streams");
    }

    /**
     * Takes a place for a stream, before anything is begun that would have to be undone if there is none.
     *
     * @param caller the name of the token
     * @throws ProblemException if there are too many
     */
    public Place place(String caller) {
        return places.take(caller);
    }

    /**
     * Begins a stream. The caller's thread is free afterwards.
     *
     * @param place is the stream's from now on, unless this method fails
     * @param answer of a request that has been made asynchronous, without a limit of time
     * @param source is the stream's from now on, unless this method fails
     * @throws ProblemException if the platform is stopping
     */
    public synchronized void open(Place place, AsyncContext answer, String mediaType, Source source)
            throws IOException {
        if (loop.isShutdown()) {
            throw new ProblemException(Status.SERVICE_UNAVAILABLE, "the platform is stopping");
        }
        Stream stream = new Stream(answer, source, this::run, System::nanoTime, this::forget);
        Future<?> check = loop.scheduleWithFixedDelay(stream::turn, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
        open.put(stream, new Open(place.pass(), check));
        boolean begun = false;
        try {
            stream.begin(mediaType);
            begun = true;
        } finally {
            if (!begun) {
                forget(stream);
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

    private synchronized void forget(Stream stream) {
        Open ended = open.remove(stream);
        if (ended != null) {
            ended.check().cancel(false);
            ended.place().close();
        }
    }

    private synchronized Set<Stream> all() {
        return Set.copyOf(open.keySet());
    }

    /** Ends all there are, at once. */
    public void endAll() {
        run(() -> all().forEach(Stream::stop));
    }

    /** Ends all there are, and lets no more begin. */
    @Override
    public void close() {
        synchronized (this) {
            endAll();
            loop.shutdown();
        }
        try {
            if (!loop.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "streams do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
