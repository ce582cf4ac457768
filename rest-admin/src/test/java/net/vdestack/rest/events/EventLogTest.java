package net.vdestack.rest.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.StackState;
import net.vdestack.rest.stream.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventLogTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final EventLog log = new EventLog(Clock.fixed(NOW, ZoneOffset.UTC), "abc");

    private static List<String> read(Source source) {
        List<String> read = new ArrayList<>();
        for (byte[] event = source.next(); event != null; event = source.next()) {
            read.add(new String(event, UTF_8));
        }
        return read;
    }

    /** Without data. */
    private static List<String> heads(Source source) {
        return read(source).stream()
                .map(event -> event.replaceAll("(?s)\ndata:.*", ""))
                .toList();
    }

    private void tell(int count) {
        for (int event = 0; event < count; event++) {
            log.stackChanged("blue", StackState.UP);
        }
    }

    @Test
    void tellsOfStacksAndLinks() {
        Source source = log.after(null);

        log.stackChanged("blue", StackState.STARTING);
        log.linkChanged("blue", "vde0", new ForwarderStatus("lan", ForwarderState.CONNECTED, NOW, 0, Optional.empty()));

        assertThat(read(source)).containsExactly("""
                        id: abc-1
                        event: stack
                        data: {"time":"2026-01-02T03:04:05Z","stack":"blue","state":"STARTING"}

                        """, """
                        id: abc-2
                        event: link
                        data: {"time":"2026-01-02T03:04:05Z","stack":"blue","link":"vde0","forwarder":\
                        {"scheme":"lan","state":"CONNECTED","since":"2026-01-02T03:04:05Z","reconnects":0,"error":null}}

                        """);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "")
    void beginsNowWithoutAnId(String none) {
        tell(2);

        Source source = log.after(none);
        tell(1);

        assertThat(heads(source)).containsExactly("id: abc-3\nevent: stack");
    }

    @Test
    void repeatsWhatCameAfterAnId() {
        tell(3);

        assertThat(heads(log.after("abc-1"))).containsExactly("id: abc-2\nevent: stack", "id: abc-3\nevent: stack");
        assertThat(heads(log.after("abc-3"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyz-1", "abc-3", "abc-", "abc--1", "abc-99999999999999999999", "abc", "1"})
    void saysSoWhenItDoesNotKnowTheId(String id) {
        tell(2);

        assertThat(heads(log.after(id)))
                .containsExactly("event: reset", "id: abc-1\nevent: stack", "id: abc-2\nevent: stack");
    }

    @Test
    void keepsSoManyEvents() {
        tell(EventLog.CAPACITY + 2);

        assertThat(heads(log.after("abc-2"))).hasSize(EventLog.CAPACITY).startsWith("id: abc-3\nevent: stack");
        assertThat(heads(log.after("abc-1")))
                .hasSize(EventLog.CAPACITY + 1)
                .startsWith("event: reset", "id: abc-3\nevent: stack");
    }

    @Test
    void endsAReaderThatIsTooSlow() {
        Source slow = log.after(null);
        Source current = log.after(null);

        tell(EventLog.CAPACITY);
        assertThat(slow.isFinished()).isFalse();
        assertThat(heads(current)).hasSize(EventLog.CAPACITY);
        tell(1);

        assertThat(slow.next()).isNull();
        assertThat(slow.isFinished()).isTrue();
        assertThat(heads(current)).hasSize(1);
        assertThat(current.isFinished()).isFalse();
    }

    @Test
    void wakesReadersUntilTheyEnd() {
        List<String> woken = new ArrayList<>();
        Source source = log.after(null);
        source.begin(() -> woken.add("woken"));
        tell(1);

        source.end();
        tell(1);

        assertThat(woken).hasSize(1);
    }
}
