package net.vdestack.rest.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {
    private final FakeClient client = new FakeClient();
    private final Words source = new Words();
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<Stream> ended = new ArrayList<>();
    private long now;
    private Stream stream;

    private static final class Words implements Source {
        private final Queue<String> words = new ArrayDeque<>();
        private Runnable wake;
        private boolean finished;
        private Error error;
        private int ends;

        @Override
        public void begin(Runnable wake) {
            this.wake = wake;
        }

        @Override
        public byte[] next() {
            if (error != null) {
                throw error;
            }
            return words.isEmpty() ? null : words.remove().getBytes(UTF_8);
        }

        @Override
        public boolean isFinished() {
            return finished;
        }

        @Override
        public byte[] heartbeat() {
            return "?".getBytes(UTF_8);
        }

        @Override
        public void end() {
            ends++;
        }

        void say(String word) {
            words.add(word);
            wake.run();
        }
    }

    @BeforeEach
    void begin() throws IOException {
        stream = new Stream(client.answer, source, loop::add, () -> now, ended::add);
        stream.begin(ServerSentEvents.MEDIA_TYPE);
        client.writable.onWritePossible();
        turn();
    }

    private void turn() {
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
    }

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
        stream.turn();
    }

    @Test
    void sendsItsHeadersAtOnce() {
        assertThat(client.heard).containsExactly("<flush>");
    }

    @Test
    void sendsInOrderAndFlushesOnce() {
        source.say("a");
        source.say("b");
        turn();

        assertThat(client.heard).containsExactly("<flush>", "a", "b", "<flush>");
    }

    @Test
    void hasOneTurnForManyCalls() {
        source.say("a");
        source.say("b");

        assertThat(loop).hasSize(1);
    }

    @Test
    void asksForMoreWhenTheClientCanTakeIt() throws IOException {
        client.room = 1;
        source.say("a");
        source.say("b");
        turn();
        assertThat(client.heard).containsExactly("<flush>", "a");
        assertThat(source.words).containsExactly("b");

        client.room = 2;
        client.writable.onWritePossible();
        turn();

        assertThat(client.heard).containsExactly("<flush>", "a", "b", "<flush>");
    }

    @Test
    void letsOthersHaveTheirTurnThoughThereIsMore() {
        String word = "x".repeat(Stream.TURN_BYTES / 4);
        for (int i = 0; i < 10; i++) {
            source.say(word);
        }

        loop.remove().run();

        assertThat(client.heard).containsExactly("<flush>", word, word, word, word);
        assertThat(loop).as("the next turn").hasSize(1);
    }

    @Test
    void endsWhenItsSourceHasAnError() {
        source.error = new StackOverflowError();
        source.wake.run();
        turn();

        assertThat(client.heard).containsExactly("<flush>", "<complete>");
        assertThat(ended).containsExactly(stream);
        assertThat(source.ends).isEqualTo(1);
    }

    @Test
    void looksAfterTheClientWhenThereIsNothing() {
        pass(Stream.HEARTBEAT_SECONDS - 1);
        assertThat(client.heard).containsExactly("<flush>");

        pass(1);

        assertThat(client.heard).containsExactly("<flush>", "?", "<flush>");
    }

    @Test
    void cutsAClientThatDoesNotRead() {
        client.room = 0;
        source.say("a");
        turn();
        pass(Stream.PATIENCE_SECONDS - 1);
        assertThat(ended).isEmpty();

        pass(1);
        pass(1);

        assertThat(client.heard).containsExactly("<flush>", "<abort>");
        assertThat(ended).containsExactly(stream);
        assertThat(source.ends).isEqualTo(1);
    }

    @Test
    void isPatientAgainAfterProgress() throws IOException {
        client.room = 0;
        source.say("a");
        turn();
        pass(Stream.PATIENCE_SECONDS - 1);
        client.room = 1;
        client.writable.onWritePossible();
        turn();

        pass(Stream.PATIENCE_SECONDS - 1);

        assertThat(client.heard).containsExactly("<flush>", "a");
        assertThat(ended).isEmpty();
    }

    @Test
    void endsWithItsSource() {
        source.finished = true;
        source.say("a");
        turn();

        assertThat(client.heard).containsExactly("<flush>", "a", "<complete>");
        assertThat(ended).containsExactly(stream);
        assertThat(source.ends).isEqualTo(1);
    }

    @Test
    void endsWhenAWriteFails() {
        client.gone = true;
        source.say("a");
        turn();

        assertThat(client.heard).containsExactly("<flush>", "<complete>");
        assertThat(source.ends).isEqualTo(1);
    }

    @Test
    void endsWhenTheContainerSaysSo() throws IOException {
        client.listener.onError(null);
        client.listener.onComplete(null);
        turn();

        assertThat(ended).containsExactly(stream);
        assertThat(source.ends).isEqualTo(1);
    }

    @Test
    void writesNothingAfterItsEnd() {
        stream.stop();
        source.say("a");
        turn();
        pass(Stream.HEARTBEAT_SECONDS);
        stream.stop();

        assertThat(client.heard).containsExactly("<flush>", "<complete>");
        assertThat(source.ends).isEqualTo(1);
    }

    @Test
    void doesNotWaitForAClientWhenItIsStopped() {
        client.room = 0;

        stream.stop();

        assertThat(client.heard).containsExactly("<flush>", "<abort>");
    }
}
