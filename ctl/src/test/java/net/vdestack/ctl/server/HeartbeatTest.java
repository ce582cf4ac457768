package net.vdestack.ctl.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final AtomicInteger closed = new AtomicInteger();
    private final Heartbeat heartbeat = new Heartbeat(closed::incrementAndGet, Heartbeat.LONGEST_SILENCE);

    @AfterEach
    void close() {
        heartbeat.close();
    }

    private void tick(int times) {
        for (int i = 0; i < times; i++) {
            heartbeat.tick();
        }
    }

    @Test
    void endsAConnectionOnWhichNothingComes() {
        heartbeat.waits(true);
        tick(3);
        assertThat(heartbeat.isDead()).isFalse();

        tick(3);

        assertThat(heartbeat.isDead()).isTrue();
        assertThat(closed).hasValue(1);
    }

    @Test
    void beginsAnewWhenSomethingComes() {
        for (int i = 0; i < 5; i++) {
            heartbeat.waits(true);
            tick(3);
            heartbeat.waits(false);
        }

        assertThat(closed).hasValue(0);
    }

    @Test
    void lastsForEverIfItMay() {
        try (Heartbeat patient = new Heartbeat(closed::incrementAndGet, ChronoUnit.FOREVER.getDuration())) {
            patient.waits(true);
            for (int i = 0; i < 1000; i++) {
                patient.tick();
            }
            assertThat(patient.isDead()).isFalse();
        }
    }

    /** As when what was read is printed to somebody who does not read. */
    @Test
    void letsAConnectionBeThatNobodyWaitsFor() {
        heartbeat.waits(true);
        heartbeat.waits(false);
        tick(100);

        assertThat(closed).hasValue(0);
    }
}
