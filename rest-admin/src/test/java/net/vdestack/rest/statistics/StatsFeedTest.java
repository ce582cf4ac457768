package net.vdestack.rest.statistics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.rest.stream.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatsFeedTest {
    private static final Duration NEVER = Duration.ofHours(1);

    private final FakeStacks stacks = new FakeStacks("blue");
    private final StatsFeed feed = new StatsFeed(new Readings(stacks.registry(), () -> 0));
    private final Semaphore woken = new Semaphore(0);

    @AfterEach
    void close() {
        feed.close();
    }

    private void awaitWakes(int count) throws InterruptedException {
        assertThat(woken.tryAcquire(count, 30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void hasAnEventAtOnceInOneLine() throws InterruptedException {
        Source source = feed.every(NEVER);

        source.begin(woken::release);
        awaitWakes(1);

        assertThat(new String(source.next(), UTF_8)).matches("event: stats\ndata: \\{\"items\":\\[.*]}\n\n");
        assertThat(source.next()).isNull();
    }

    @Test
    void sharesOneReadingAndItsBytes() throws InterruptedException {
        Source one = feed.every(NEVER);
        Source other = feed.every(NEVER);

        one.begin(woken::release);
        other.begin(woken::release);
        awaitWakes(2);

        assertThat(one.next()).isSameAs(other.next());
        assertThat(stacks.readings).hasValue(1);
    }

    @Test
    void goesOnAfterAnError() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        try (StatsFeed frail = new StatsFeed(new Readings(stacks.registry(), () -> {
            if (calls.incrementAndGet() == 1) {
                throw new StackOverflowError();
            }
            return 0;
        }))) {
            Source source = frail.every(Duration.ofMillis(1));

            source.begin(woken::release);
            awaitWakes(1);

            assertThat(source.next()).isNotNull();
            source.end();
        }
    }

    @Test
    void keepsOneEventForWhoDoesNotTakeIt() throws InterruptedException {
        Source source = feed.every(Duration.ofMillis(1));

        source.begin(woken::release);
        awaitWakes(3);
        source.end();
        Source last = feed.every(NEVER);
        last.begin(woken::release);
        awaitWakes(1);

        assertThat(source.next()).isNotNull();
        assertThat(source.next()).isNull();
    }
}
