package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import net.vdestack.linux.syscall.PollSet;
import net.vdestack.linux.syscall.ReadyQueue;

/**
 * A lane in a pool. Whoever has its lock has the lane: a worker while it turns it, others between two turns. It waits
 * in the pool's queue whenever nobody has it. A worker never waits for the lock: it leaves word for who has it.
 */
final class PooledLane {
    /** How often a lane is turned before others that are ready. */
    private static final int QUANTUM = 4;
    /** A descriptor that reports an error which no turn clears would be ready for ever. */
    private static final int MAX_IDLE_WAKES = 1000;

    private static final int ERRORS = ~(PollSet.POLLIN | PollSet.POLLOUT);

    private final long key;
    private final Lane lane;
    private final ReadyQueue.Watch watch;
    private final Consumer<PooledLane> onClose;
    private final Consumer<Throwable> failed;

    private final ReentrantLock lock = new ReentrantLock();
    /**
     * What is the case with the descriptor since the lane was turned last; 0 for nothing. Who has the lock looks after.
     */
    private volatile int due;

    private boolean started;
    private boolean turning;
    private boolean stopped;
    private boolean closed;
    private Throwable failure;
    /** In succession. */
    private int idleWakes;

    /**
     * @param onClose told when the lane was closed, without the lock
     * @param failed told after that why, unless it was stopped
     */
    PooledLane(long key, Lane lane, ReadyQueue.Watch watch, Consumer<PooledLane> onClose, Consumer<Throwable> failed) {
        this.key = key;
        this.lane = lane;
        this.watch = watch;
        this.onClose = onClose;
        this.failed = failed;
    }

    long key() {
        return key;
    }

    /** Has the lane turned from now on. */
    void start() {
        execute(() -> started = true);
    }

    /**
     * Runs a command between two turns, and a turn after it, since it may have changed what the lane waits for. After
     * the lane's end the command runs as well.
     */
    void execute(Runnable command) {
        lock.lock();
        try {
            command.run();
            if (!turning) {
                turn(null, 0);
            }
        } finally {
            leave();
            turnWhileDue(null);
        }
    }

    /** Turns the lane. For a worker that has just taken it from the queue. */
    void turn(ReadyQueue.Taker worker) {
        due = worker.events();
        turnWhileDue(worker);
    }

    private void turnWhileDue(ReadyQueue.Taker worker) {
        // who has the lock, or is about to get it, comes here afterwards
        while (due != 0 && !lock.isHeldByCurrentThread() && !lock.hasQueuedThreads() && lock.tryLock()) {
            try {
                int events = due;
                due = 0;
                turn(worker, events);
            } finally {
                leave();
            }
        }
    }

    /** @param worker null for one who has other things to do than to turn lanes */
    @SuppressWarnings("ThreadPriorityCheck") // whoever has the processor next, the lane is turned no less
    private void turn(ReadyQueue.Taker worker, int events) {
        if (!started || stopped) {
            return;
        }
        turning = true;
        try {
            boolean moved = false;
            boolean busy;
            do {
                busy = true;
                for (int turns = 0; busy && !stopped && turns < QUANTUM; turns++) {
                    int frames = lane.turn();
                    busy = frames > 0;
                    moved |= busy;
                    if (frames >= Lane.BURST || (busy && lane.yieldsAfter(frames))) {
                        Thread.yield();
                    }
                }
                if (moved && !busy && !stopped && worker != null && lane.yieldsAfter(0)) {
                    Thread.yield();
                    busy = lane.turn() > 0;
                }
            } while (busy && !stopped && worker != null && !lock.hasQueuedThreads() && !worker.tryTake());
            boolean idle = !moved && (events & ERRORS) != 0;
            idleWakes = idle ? idleWakes + 1 : 0;
            if (idleWakes > MAX_IDLE_WAKES) {
                throw new IOException("the descriptor reports an error that does not go away");
            }
            if (!stopped) {
                watch.arm(lane.awaitedDescriptor(), lane.awaitedEvents());
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            stopped = true;
        } finally {
            turning = false;
        }
    }

    /** Ends it: when this returns, nobody turns the lane, and it is closed, unless a turn itself has called. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
        } finally {
            leave();
        }
    }

    /** Gives the lock back, and closes the lane before if it has ended. */
    private void leave() {
        boolean last = stopped && !closed && lock.getHoldCount() == 1;
        if (last) {
            closed = true;
            watch.disarm();
            lane.close();
        }
        Throwable reason = failure;
        lock.unlock();
        if (last) {
            onClose.accept(this);
            if (reason != null) {
                failed.accept(reason);
            }
        }
    }
}
