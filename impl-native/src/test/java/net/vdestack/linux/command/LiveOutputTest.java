package net.vdestack.linux.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.CommandListener.Stream;
import net.vdestack.linux.command.LiveOutput.Piece;
import net.vdestack.linux.expectation.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveOutputTest {
    private static final int MANY = 100;

    private static Thread writer(LiveOutput live) {
        Thread thread = new Thread(() -> {
            OutputSink sink = live.of(0);
            for (int i = 0; i < MANY; i++) {
                sink.add(0, UTF_8.encode(i + " "));
            }
            live.end();
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static List<Piece> rest(LiveOutput live) throws InterruptedException {
        List<Piece> pieces = new ArrayList<>();
        for (Piece piece = live.take(); piece != null; piece = live.take()) {
            pieces.add(piece);
        }
        return pieces;
    }

    private static void awaitHeldUp(Thread writer) throws Exception {
        Eventually.holds(() -> writer.getState() == Thread.State.TIMED_WAITING, "the reader is held up");
    }

    @Test
    void tellsWhoWroteWhat() throws Exception {
        LiveOutput live = new LiveOutput(Deadline.NEVER);

        live.of(3).add(0, UTF_8.encode("out"));
        live.of(4).add(1, UTF_8.encode("err"));
        live.end();

        assertThat(rest(live)).containsExactly(new Piece(3, Stream.STDOUT, "out"), new Piece(4, Stream.STDERR, "err"));
    }

    @Test
    void holdsUpTheReaderWhileTheListenerIsBusy() throws Exception {
        LiveOutput live = new LiveOutput(Deadline.NEVER);
        Thread writer = writer(live);
        awaitHeldUp(writer);

        List<Piece> pieces = rest(live);

        assertThat(pieces).hasSize(MANY);
        assertThat(pieces.get(MANY - 1).text()).isEqualTo("99 ");
        writer.join();
    }

    @Test
    void holdsItUpNoLongerThanTimeIsLeft() throws Exception {
        LiveOutput live = new LiveOutput(Deadline.after(Duration.ofMillis(1)));

        writer(live).join();

        assertThat(rest(live)).hasSizeBetween(1, MANY - 1);
    }

    @Test
    void letsGoOfTheReaderWhenNobodyWantsItAnyMore() throws Exception {
        LiveOutput live = new LiveOutput(Deadline.NEVER);
        Thread writer = writer(live);
        awaitHeldUp(writer);

        live.abandon();

        writer.join();
        assertThat(rest(live)).isEmpty();
    }

    @Test
    void replacesACharacterThatIsCutOff() throws Exception {
        LiveOutput live = new LiveOutput(Deadline.NEVER);
        OutputSink sink = live.of(0);

        sink.add(0, UTF_8.encode("\u00e4").limit(1));
        sink.end();
        live.end();

        assertThat(rest(live)).containsExactly(new Piece(0, Stream.STDOUT, "\ufffd"));
    }
}
