package net.vdestack.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class BodiesTest {
    private static final int CLIENTS = 40;

    private final Bodies bodies = new Bodies();

    private static FakeExchange post(int length) {
        return new FakeExchange("POST", "/", "x".repeat(length)).with("Content-Type", "application/json");
    }

    /** Not all that come at once are in memory at once; and all have their turn. */
    @Test
    void fitTogether() throws Exception {
        Semaphore inside = new Semaphore(0);
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            all.add(clients.submit(() -> {
                FakeExchange large = post(Bodies.MAX_BYTES);
                bodies.handle(large.request, large.response, (request, response) -> {
                    inside.release();
                    await(go);
                });
                return null;
            }));
        }

        inside.acquire(Bodies.ROOM_BYTES / Bodies.MAX_BYTES);
        assertThat(inside.tryAcquire()).isFalse();
        go.countDown();

        for (Future<?> each : all) {
            each.get();
        }
        clients.shutdown();
    }

    /** Nor do those whose length nobody has told, once it is known: the last of these would wait for ever. */
    @Test
    void takeNoMoreRoomThanTheyNeed() throws Exception {
        handleOneWithinAnother(3 * Bodies.ROOM_BYTES / Bodies.MAX_BYTES);
    }

    private void handleOneWithinAnother(int times) throws ServletException, IOException {
        if (times > 0) {
            FakeExchange small = post(2);
            bodies.handle(small.request, small.response, (request, response) -> handleOneWithinAnother(times - 1));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
