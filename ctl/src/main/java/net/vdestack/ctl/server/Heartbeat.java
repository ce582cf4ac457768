package net.vdestack.ctl.server;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Ends a connection on which nothing comes any more: a network that was lost says nothing. Counts while somebody waits,
 * and not while this process is stopped.
 */
final class Heartbeat implements Closeable {
    /** On a stream of events, where servers send something every 4 s. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

    private static final Duration TICK = Duration.ofSeconds(5);

    private final Timer timer = new Timer("vdestackctl-heartbeat", true);
    private final Closeable connection;
    private final long mostTicks;
    private long ticks;
    private boolean waiting;
    private boolean dead;

    /** @param silence how long nothing may come */
    Heartbeat(Closeable connection, Duration silence) {
        this.connection = connection;
        mostTicks = silence.dividedBy(TICK);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        tick();
                    }
                },
                TICK.toMillis(),
                TICK.toMillis());
    }

    /** Somebody begins to wait, or has got something. */
    synchronized void waits(boolean now) {
        waiting = now;
        ticks = 0;
    }

    /** Whether it has ended the connection. */
    synchronized boolean isDead() {
        return dead;
    }

    /** Time has passed. */
    synchronized void tick() {
        if (waiting && ++ticks >= mostTicks && !dead) {
            dead = true;
            try {
                connection.close();
            } catch (IOException e) {
                // it is of no use any more
            }
        }
    }

    @Override
    public void close() {
        timer.cancel();
    }
}
