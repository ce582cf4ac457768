package net.vdestack.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DelayedTasksTest {
    private static final long AN_HOUR = TimeUnit.HOURS.toMillis(1);

    private final DelayedTasks tasks = new DelayedTasks();
    private final List<String> done = new ArrayList<>();

    @Test
    void haveTheirTurn() throws Exception {
        CountDownLatch turn = new CountDownLatch(1);

        assertThat(tasks.after(1, turn::countDown)).isTrue();

        turn.await();
        tasks.close();
    }

    /** A request would have no answer. */
    @Test
    void areNotLostWhenItIsClosed() {
        tasks.after(AN_HOUR, () -> {
            throw new IllegalStateException("the client has gone");
        });
        tasks.after(AN_HOUR, () -> done.add("a"));
        tasks.after(AN_HOUR, () -> done.add("b"));

        tasks.close();
        tasks.close();

        assertThat(done).containsExactlyInAnyOrder("a", "b");
        assertThat(tasks.after(0, () -> done.add("c"))).isFalse();
    }

    @Test
    void areNotTooMany() {
        for (int i = 0; i < DelayedTasks.LIMIT; i++) {
            String name = "task " + i;
            assertThat(tasks.after(AN_HOUR, () -> done.add(name))).isTrue();
        }
        assertThat(tasks.after(AN_HOUR, () -> done.add("one more"))).isFalse();

        tasks.close();

        assertThat(done).hasSize(DelayedTasks.LIMIT).doesNotContain("one more");
    }
}
