package net.vdestack.linux.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(40)
@SuppressWarnings("try")
class NameLocksTest {
    private final NameLocks locks = new NameLocks();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void oneThreadAtATimeHasAName() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(threads.submit(() -> {
                for (int j = 0; j < 500; j++) {
                    try (NameLocks.Held held = locks.lock("blue")) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                    }
                }
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }

        assertThat(most).hasValue(1);
        assertThat(locks.size()).isZero();
    }

    @Test
    void otherNamesAreFree() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        try (NameLocks.Held held = locks.lock("blue")) {
            threads.submit(() -> {
                        try (NameLocks.Held other = locks.lock("red")) {
                            taken.countDown();
                        }
                    })
                    .get();
        }

        assertThat(taken.getCount()).isZero();
    }

    @Test
    void aThreadMayTakeANameTwice() {
        try (NameLocks.Held held = locks.lock("blue")) {
            try (NameLocks.Held again = locks.lock("blue")) {
                assertThat(locks.size()).isOne();
            }
            assertThat(locks.size()).isOne();
        }
        assertThat(locks.size()).isZero();
    }
}
