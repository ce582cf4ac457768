package net.vdestack.forwarder.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.linux.syscall.ReadyQueue;
import net.vdestack.linux.syscall.Waits;

/** Threads that wait together for lanes that are ready; each is turned by one of them. */
final class LaneWorkers {
    private static final Logger LOG = System.getLogger(LaneWorkers.class.getName());

    private final LaneTable lanes;
    private final ReadyQueue ready;
    private final List<Thread> threads = new ArrayList<>();
    /** The threads, and who will end them. The last to leave closes the queue. */
    private final AtomicInteger users = new AtomicInteger(1);

    private LaneWorkers(LaneTable lanes, ReadyQueue ready) {
        this.lanes = lanes;
        this.ready = ready;
    }

    /** Starts them all, or none. */
    static LaneWorkers start(String name, int count, ThreadFactory factory, LaneTable lanes) throws IOException {
        LaneWorkers workers = new LaneWorkers(lanes, ReadyQueue.open());
        try {
            for (int i = 1; i <= count; i++) {
                workers.start(factory, name + "-" + i);
            }
        } catch (RuntimeException | Error e) {
            workers.end();
            throw e;
        }
        return workers;
    }

    private void start(ThreadFactory factory, String name) {
        Thread thread = factory.newThread(this::work);
        thread.setName(name);
        users.incrementAndGet();
        try {
            thread.start();
        } catch (RuntimeException | Error e) {
            leave();
            throw e;
        }
        threads.add(thread);
    }

    /** A wait for what a lane needs. */
    ReadyQueue.Watch watch(long key) {
        return ready.watch(key);
    }

    private void work() {
        try {
            ReadyQueue.Taker taker = ready.taker();
            while (taker.take()) {
                PooledLane lane = lanes.get(taker.key());
                if (lane != null) {
                    turn(lane, taker);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a worker of links has failed", e);
        } finally {
            leave();
        }
    }

    private static void turn(PooledLane lane, ReadyQueue.Taker taker) {
        try {
            lane.turn(taker);
        } catch (RuntimeException | Error e) {
            // not of the lane itself, which tells, but of who was told; other lanes have nothing to do with it
            log(e);
        }
    }

    private static void log(Throwable failure) {
        try {
            LOG.log(Level.WARNING, "one who was told of a lane's end has failed", failure);
        } catch (RuntimeException | Error e) {
            // there may be no memory left to say so; the lanes are to be turned nevertheless
        }
    }

    private void leave() {
        if (users.decrementAndGet() == 0) {
            ready.close();
        }
    }

    /** Ends them when no lane is left, and waits for them, unless one of them calls. */
    void end() {
        ready.end();
        leave();
        if (threads.contains(Thread.currentThread())) {
            return;
        }
        for (Thread thread : threads) {
            Waits.uninterruptibly(() -> {
                thread.join();
                return null;
            });
        }
    }
}
