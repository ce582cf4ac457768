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

/** A thread that waits for the lanes that are at home with it, and turns those that are ready. */
final class LaneWorker {
    private static final Logger LOG = System.getLogger(LaneWorker.class.getName());

    private final LaneTable lanes;
    private final ReadyQueue ready;
    private final Thread thread;
    /** The thread, and who will end it. The last to leave closes the queue. */
    private final AtomicInteger users = new AtomicInteger(2);

    private volatile boolean idle;

    private LaneWorker(String name, ThreadFactory factory, LaneTable lanes, ReadyQueue ready) {
        this.lanes = lanes;
        this.ready = ready;
        thread = factory.newThread(this::work);
        thread.setName(name);
    }

    /** Starts as many as are wanted, or none. */
    static List<LaneWorker> start(String name, int count, ThreadFactory factory, LaneTable lanes) throws IOException {
        List<LaneWorker> workers = new ArrayList<>();
        try {
            for (int i = 1; i <= count; i++) {
                workers.add(start(name + "-" + i, factory, lanes));
            }
        } catch (IOException | RuntimeException | Error e) {
            end(workers);
            throw e;
        }
        return workers;
    }

    private static LaneWorker start(String name, ThreadFactory factory, LaneTable lanes) throws IOException {
        ReadyQueue ready = ReadyQueue.open();
        try {
            LaneWorker worker = new LaneWorker(name, factory, lanes, ready);
            worker.thread.start();
            return worker;
        } catch (RuntimeException | Error e) {
            ready.close();
            throw e;
        }
    }

    /** A wait of a lane that is at home here. */
    ReadyQueue.Watch watch(long key) {
        return ready.watch(key);
    }

    /** One that has nothing to do just now; null if there is none. */
    static LaneWorker idleOne(List<LaneWorker> workers) {
        for (int i = 0; i < workers.size(); i++) {
            if (workers.get(i).idle) {
                return workers.get(i);
            }
        }
        return null;
    }

    private void work() {
        try {
            ReadyQueue.Taker taker = ready.taker();
            while (take(taker)) {
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

    private boolean take(ReadyQueue.Taker taker) throws IOException {
        idle = true;
        try {
            return taker.take();
        } finally {
            idle = false;
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
    static void end(List<LaneWorker> workers) {
        boolean within = false;
        for (LaneWorker worker : workers) {
            within |= worker.thread == Thread.currentThread();
            worker.ready.end();
            worker.leave();
        }
        if (within) {
            return;
        }
        for (LaneWorker worker : workers) {
            Waits.uninterruptibly(() -> {
                worker.thread.join();
                return null;
            });
        }
    }
}
