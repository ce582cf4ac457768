package net.vdestack.ctl.server;

import java.io.Closeable;
import java.io.IOException;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Ends a connection on which nothing comes any more: servers send something every 4 s, and a network that was lost says
 * nothing. Counts while somebody waits, and not while this process is stopped.
 */
final class Heartbeat implements Closeable {
    private static final long TICK_MILLIS = 5_000;
    private static final int MOST_TICKS = 4;

    private final Timer timer = new Timer("vdestackctl-heartbeat", true);
    private final Closeable connection;
    private int ticks;
    private boolean waiting;
    private boolean dead;

    Heartbeat(Closeable connection) {
        this.connection = connection;
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        tick();
                    }
                },
                TICK_MILLIS,
                TICK_MILLIS);
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
        if (waiting && ++ticks >= MOST_TICKS && !dead) {
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
