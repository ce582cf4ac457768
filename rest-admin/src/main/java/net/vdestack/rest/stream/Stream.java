package net.vdestack.rest.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One answer that goes on, and its only owner. What its {@link Source} has is written when the client can take it,
 * without blocking; a client that takes nothing for {@value #PATIENCE_SECONDS} s while there is something for it is
 * cut.
 *
 * <p>All that happens here happens on the thread of the {@link Streams}, in {@link #turn}. The container's threads and
 * those of the source only {@link #wake} it. So nothing is written after the end, when the container uses the same
 * objects for another request.
 */
final class Stream {
    private static final Logger LOG = System.getLogger(Stream.class.getName());

    static final long PATIENCE_SECONDS = 10;
    static final long HEARTBEAT_SECONDS = 4;

    /** Then others have their turn: a source may have more whenever its client has taken what there was. */
    static final int TURN_BYTES = 256 << 10;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(HEARTBEAT_SECONDS);
    /** Jetty's: abort the connection. Nothing else ends one whose client does not read. */
    private static final int ABORT = -1;

    private final AsyncContext answer;
    private final Source source;
    private final Consumer<Runnable> loop;
    private final LongSupplier nanoTime;
    private final Consumer<Stream> onEnd;
    private final AtomicBoolean woken = new AtomicBoolean();

    /** The container has let us write: what was written before would block. */
    private volatile boolean admitted;

    private volatile boolean progress;
    private volatile boolean lost;

    // of the loop
    private final ServletOutputStream out;
    private boolean begun;
    private boolean ended;
    /** The headers are to go out at once. */
    private boolean unflushed = true;

    private boolean blocked;
    private long blockedSince;
    private long written;

    /**
     * @param loop runs tasks one after the other
     * @param nanoTime a clock as {@link System#nanoTime}
     * @param onEnd told once, by the loop
     */
    Stream(AsyncContext answer, Source source, Consumer<Runnable> loop, LongSupplier nanoTime, Consumer<Stream> onEnd)
            throws IOException {
        this.out = answer.getResponse().getOutputStream();
        this.written = nanoTime.getAsLong();
        this.answer = answer;
        this.source = source;
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.onEnd = onEnd;
    }

    /**
     * Takes the answer over, on the thread of the request: from now on the container tells when the client can take
     * more.
     */
    void begin(String mediaType) {
        HttpServletResponse response = (HttpServletResponse) answer.getResponse();
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(mediaType);
        response.setHeader("Cache-Control", "no-store");
        answer.addListener(new Loss());
        out.setWriteListener(new Readiness());
    }

    /** Has a turn soon. Any thread. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            loop.accept(this::turn);
        }
    }

    /** Writes what there is, as long as the client takes it; looks after the client. */
    void turn() {
        woken.set(false);
        if (ended) {
            return;
        }
        if (lost) {
            finish();
            return;
        }
        if (!admitted) {
            return;
        }
        try {
            if (!begun) {
                begun = true;
                source.begin(this::wake);
            }
            write();
        } catch (IOException e) {
            finish(); // the client has gone
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a stream failed", e);
            finish();
        }
    }

    private void write() throws IOException {
        if (progress) {
            progress = false;
            blocked = false;
        }
        int sent = 0;
        while (out.isReady()) {
            if (sent >= TURN_BYTES) {
                wake();
                return;
            }
            byte[] bytes = source.next();
            if (bytes == null && source.isFinished()) {
                finish();
                return;
            }
            if (bytes == null && !unflushed && nanoTime.getAsLong() - written >= HEARTBEAT_NANOS) {
                bytes = source.heartbeat();
            }
            if (bytes != null) {
                out.write(bytes);
                sent += bytes.length;
                written = nanoTime.getAsLong();
                unflushed = true;
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                return;
            }
        }
        if (!blocked) {
            blocked = true;
            blockedSince = nanoTime.getAsLong();
        } else if (nanoTime.getAsLong() - blockedSince >= PATIENCE_NANOS) {
            cut();
        }
    }

    /** Ends it now, whatever its client does. Called by the loop. */
    void stop() {
        if (ended) {
            return;
        }
        if (!admitted || out.isReady()) {
            finish();
        } else {
            cut();
        }
    }

    private void cut() {
        end(() -> ((HttpServletResponse) unwrapped(answer.getResponse())).sendError(ABORT));
    }

    /** The container's own, which the wrappers of those between would not let us abort. */
    private static ServletResponse unwrapped(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        return inner;
    }

    private void finish() {
        end(answer::complete);
    }

    private interface LastStep {
        void take() throws IOException;
    }

    private void end(LastStep step) {
        ended = true;
        try {
            step.take();
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "the container has ended a stream by itself", e);
        } finally {
            onEnd.accept(this);
            source.end();
        }
    }

    private final class Readiness implements WriteListener {
        @Override
        public void onWritePossible() {
            admitted = true;
            progress = true;
            wake();
        }

        @Override
        public void onError(Throwable failure) {
            lost = true;
            wake();
        }
    }

    /** The container ends it by itself when the connection fails while nothing is written. */
    private final class Loss implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            lost = true;
            wake();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            onComplete(event);
        }

        @Override
        public void onError(AsyncEvent event) {
            onComplete(event);
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
