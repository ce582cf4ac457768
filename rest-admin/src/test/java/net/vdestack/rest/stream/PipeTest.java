package net.vdestack.rest.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PipeTest {
    private final List<String> told = new ArrayList<>();
    private final Pipe pipe = new Pipe(() -> "?".getBytes(UTF_8), () -> told.add("end"));

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private void fill() throws IOException {
        pipe.write(ByteBuffer.allocate(Pipe.CAPACITY + 1));
    }

    /** Writes on another thread, which waits for room; returns when it does. */
    private CompletableFuture<Integer> writing(List<Thread> threads) {
        CompletableFuture<Integer> written = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                written.complete(pipe.write(bytes("late")));
            } catch (IOException e) {
                written.completeExceptionally(e);
            }
        });
        threads.add(thread);
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return written;
    }

    @Test
    void sendsWhatIsWrittenInPiecesAsTheyCame() throws IOException {
        pipe.write(bytes("a"));
        pipe.begin(() -> told.add("wake"));
        pipe.write(bytes("bc"));

        assertThat(pipe.next()).asString().isEqualTo("a");
        assertThat(pipe.next()).asString().isEqualTo("bc");
        assertThat(pipe.next()).isNull();
        assertThat(pipe.isFinished()).isFalse();
        assertThat(told).containsExactly("wake");
    }

    @Test
    void hasWhoWritesWaitForTheClient() throws Exception {
        fill();
        CompletableFuture<Integer> written = writing(new ArrayList<>());

        pipe.next();

        assertThat(written.get(30, TimeUnit.SECONDS)).isEqualTo(4);
        assertThat(pipe.next()).asString().isEqualTo("late");
    }

    @Test
    void throwsAwayWhatComesAfterTheEnd() throws Exception {
        fill();
        CompletableFuture<Integer> written = writing(new ArrayList<>());

        pipe.end();

        assertThat(written.get(30, TimeUnit.SECONDS)).isEqualTo(4);
        assertThat(pipe.write(bytes("later"))).isEqualTo(5);
        assertThat(pipe.next()).isNull();
        assertThat(told).containsExactly("end");
    }

    @Test
    void isFinishedWhenWhatWasWrittenIsSent() throws IOException {
        pipe.begin(() -> told.add("wake"));
        pipe.write(bytes("a"));
        pipe.close();

        assertThat(pipe.isFinished()).isFalse();
        pipe.next();
        assertThat(pipe.isFinished()).isTrue();
        assertThat(told).containsExactly("wake", "wake");
        assertThatThrownBy(() -> pipe.write(bytes("b"))).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void closesWhenWhoWritesIsInterrupted() throws Exception {
        fill();
        List<Thread> threads = new ArrayList<>();
        CompletableFuture<Integer> written = writing(threads);

        threads.get(0).interrupt();

        assertThatThrownBy(() -> written.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ClosedByInterruptException.class);
        assertThat(pipe.isOpen()).isFalse();
    }

    @Test
    void sendsNothingElseBeforeWhatWaits() throws IOException {
        assertThat(pipe.heartbeat()).asString().isEqualTo("?");
        pipe.write(bytes("a"));
        assertThat(pipe.heartbeat()).isNull();
    }
}
