package net.vdestack.forwarder.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchPoolTest {
    private final BatchPool pool = new BatchPool(2);

    @AfterEach
    void free() {
        pool.trim();
    }

    @Test
    void lendsFirstWhatCameBackLast() throws IOException {
        BatchMemory one = pool.take();
        BatchMemory other = pool.take();
        assertThat(other).isNotSameAs(one);

        pool.give(one);
        pool.give(other);

        assertThat(pool.take()).isSameAs(other);
        assertThat(pool.take()).isSameAs(one);
        pool.give(one);
        pool.give(other);
    }

    @Test
    void lendsEmptyOnes() throws IOException {
        BatchMemory memory = pool.take();
        memory.batch().append(0, 60);

        pool.give(memory);

        assertThat(pool.take().batch().size()).isZero();
        pool.give(memory);
    }

    @Test
    void keepsAFewAndLetsThemGo() throws IOException {
        BatchMemory one = pool.take();
        BatchMemory two = pool.take();
        BatchMemory three = pool.take();
        pool.give(one);
        pool.give(two);
        pool.give(three);

        assertThat(pool.take()).isSameAs(two);
        pool.give(two);
        pool.trim();
        BatchMemory four = pool.take();
        assertThat(four).isNotIn(one, two, three);
        pool.give(four);
    }
}
