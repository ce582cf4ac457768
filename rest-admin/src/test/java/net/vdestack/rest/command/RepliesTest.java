package net.vdestack.rest.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import net.vdestack.api.CommandListener.Stream;
import net.vdestack.api.CommandResult;
import net.vdestack.rest.http.Problem;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;
import net.vdestack.rest.stream.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a run, in both ways of telling it. */
@Timeout(60)
class RepliesTest {
    private static final CommandResult RESULT = new CommandResult(
            3, false, List.of(new CommandResult.Result(List.of("a"), 3, "out", "err", Duration.ofMillis(7))));
    private static final int MANY = 100;

    private final BlockingQueue<String> woken = new LinkedBlockingQueue<>();

    private static Problem problem(Throwable thrown) {
        return new ProblemException(Status.CONFLICT, thrown.getMessage()).problem("/");
    }

    private void begin(Source source) {
        source.begin(() -> woken.add("woken"));
    }

    private String next(Source source) throws InterruptedException {
        byte[] next = source.next();
        while (next == null && !source.isFinished()) {
            woken.take();
            next = source.next();
        }
        return next == null ? null : new String(next, UTF_8);
    }

    @Test
    void eventsTellOutputAndEnd() throws Exception {
        LiveEvents events = new LiveEvents(
                listener -> new CommandRun("blue", () -> {
                    listener.output(0, Stream.STDOUT, "a\nb");
                    listener.output(1, Stream.STDERR, "c");
                    return RESULT;
                }),
                RepliesTest::problem);
        begin(events.source());
        events.start();

        assertThat(next(events.source())).isEqualTo("event: stdout\ndata: {\"index\":0,\"text\":\"a\\nb\"}\n\n");
        assertThat(next(events.source())).isEqualTo("event: stderr\ndata: {\"index\":1,\"text\":\"c\"}\n\n");
        assertThat(next(events.source()))
                .isEqualTo("event: exit\ndata: {\"exitCode\":3,\"timedOut\":false,\"results\":"
                        + "[{\"argv\":[\"a\"],\"exitCode\":3,\"durationMillis\":7}]}\n\n");
        assertThat(next(events.source())).isNull();
        assertThat(events.source().isFinished()).isTrue();
    }

    @Test
    void eventsTellAFailure() throws Exception {
        LiveEvents events = new LiveEvents(
                listener -> new CommandRun("blue", () -> {
                    throw new IOException("stack blue was closed");
                }),
                RepliesTest::problem);
        begin(events.source());
        events.start();

        assertThat(next(events.source()))
                .startsWith("event: problem\ndata: {")
                .contains("409", "stack blue was closed");
        assertThat(next(events.source())).isNull();
    }

    @Test
    void commandsWaitForASlowClient() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        LiveEvents events = new LiveEvents(
                listener -> new CommandRun("blue", () -> {
                    thread.complete(Thread.currentThread());
                    for (int i = 0; i < MANY; i++) {
                        listener.output(0, Stream.STDOUT, "x".repeat(10_000));
                    }
                    return RESULT;
                }),
                RepliesTest::problem);
        begin(events.source());
        events.start();
        while (thread.get().getState() != Thread.State.WAITING) {
            assertThat(thread.get().isAlive()).isTrue();
            LockSupport.parkNanos(1_000_000);
        }

        int told = 0;
        while (next(events.source()).startsWith("event: stdout")) {
            told++;
        }

        assertThat(told).isEqualTo(MANY);
    }

    @Test
    void commandsEndWithTheirClient() throws Exception {
        BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        CountDownLatch running = new CountDownLatch(1);
        LiveEvents events = new LiveEvents(
                listener -> new CommandRun("blue", () -> {
                    running.countDown();
                    try {
                        while (!Thread.currentThread().isInterrupted()) {
                            listener.output(0, Stream.STDOUT, "x".repeat(10_000));
                        }
                    } finally {
                        ended.add("interrupted " + Thread.currentThread().isInterrupted());
                    }
                    return RESULT;
                }),
                RepliesTest::problem);
        begin(events.source());
        events.start();
        running.await();

        events.source().end();

        assertThat(ended.take()).isEqualTo("interrupted true");
    }

    @Test
    void aLateReplyIsPrecededByLineBreaks() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CommandRun run = new CommandRun("blue", () -> {
            go.await();
            return RESULT;
        });
        run.start();
        Source reply = LateReply.to(run, RepliesTest::problem);
        begin(reply);

        assertThat(run.await(Duration.ofMillis(1))).isFalse();
        assertThat(reply.next()).isNull();
        assertThat(reply.isFinished()).isFalse();
        assertThat(reply.heartbeat()).asString(UTF_8).isEqualTo("\n");
        go.countDown();

        assertThat(next(reply))
                .isEqualTo("{\"exitCode\":3,\"timedOut\":false,\"results\":[{\"argv\":[\"a\"],\"exitCode\":3,"
                        + "\"stdout\":\"out\",\"stderr\":\"err\",\"durationMillis\":7}]}");
        assertThat(next(reply)).isNull();
    }

    @Test
    void aLateReplyMayBeAProblem() throws Exception {
        CommandRun run = new CommandRun("blue", () -> {
            throw new IOException("stack blue was closed");
        });
        run.start();
        Source reply = LateReply.to(run, RepliesTest::problem);
        begin(reply);

        assertThat(next(reply)).contains("\"status\":409", "stack blue was closed");
    }

    @Test
    void aRunEndsWithTheClientOfItsReply() throws Exception {
        BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        CommandRun run = new CommandRun("blue", () -> {
            try {
                new CountDownLatch(1).await();
                return RESULT;
            } catch (InterruptedException e) {
                ended.add("interrupted");
                throw e;
            }
        });
        run.start();
        Source reply = LateReply.to(run, RepliesTest::problem);
        begin(reply);

        reply.end();

        assertThat(ended.take()).isEqualTo("interrupted");
    }
}
