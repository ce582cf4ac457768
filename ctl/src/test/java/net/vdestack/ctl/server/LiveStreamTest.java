package net.vdestack.ctl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LiveStreamTest {
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** Time that passes while somebody reads, until the heartbeat closes the stream. */
    private static LiveStream silent(boolean fails) {
        InputStream[] body = new InputStream[1];
        Heartbeat heartbeat = new Heartbeat(() -> body[0].close(), SILENCE);
        body[0] = new InputStream() {
            private boolean closed;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                while (!closed) {
                    heartbeat.tick();
                }
                if (fails) {
                    throw new IOException("closed");
                }
                return -1;
            }

            @Override
            public void close() {
                closed = true;
            }
        };
        return new LiveStream(body[0], heartbeat);
    }

    @Test
    void endsInAnErrorWhenNothingComes() throws IOException {
        for (boolean fails : new boolean[] {true, false}) {
            try (LiveStream stream = silent(fails)) {
                assertThatThrownBy(stream::read).hasMessage("nothing comes from the server any more");
            }
        }
    }

    @Test
    void givesWhatComes() throws IOException {
        InputStream body = new ByteArrayInputStream(new byte[] {1, -1});

        try (LiveStream stream = new LiveStream(body, new Heartbeat(body, SILENCE))) {
            assertThat(stream.read()).isEqualTo(1);
            assertThat(stream.readAllBytes()).containsExactly(-1);
            assertThat(stream.read()).isEqualTo(-1);
        }
    }
}
