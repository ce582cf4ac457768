package net.vdestack.forwarder.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
    private final BufferPool<ReceiveBuffers> pool = new BufferPool<>(2, ReceiveBuffers::new);

    @AfterEach
    void free() {
        pool.trim();
    }

    @Test
    void lendsFirstWhatCameBackLast() throws IOException {
        ReceiveBuffers one = pool.take();
        ReceiveBuffers other = pool.take();
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
        ReceiveBuffers memory = pool.take();
        memory.batch().append(60);

        pool.give(memory);

        assertThat(pool.take().batch().size()).isZero();
        pool.give(memory);
    }

    @Test
    void keepsAFewAndLetsThemGo() throws IOException {
        ReceiveBuffers one = pool.take();
        ReceiveBuffers two = pool.take();
        ReceiveBuffers three = pool.take();
        pool.give(one);
        pool.give(two);
        pool.give(three);

        assertThat(pool.take()).isSameAs(two);
        pool.give(two);
        pool.trim();
        ReceiveBuffers four = pool.take();
        assertThat(four).isNotIn(one, two, three);
        pool.give(four);
    }
}
