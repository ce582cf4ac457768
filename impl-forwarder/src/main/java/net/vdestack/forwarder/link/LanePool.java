package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * Turns lanes, however many, with as many threads as there are processors. The threads come with the first lane and end
 * with the last. A file may be waited for by one lane of a pool. Thread safe.
 */
final class LanePool<B extends Buffers> {
    /** More lanes that are busy at the same moment share them. */
    private static final int MAX_WORKERS = 32;

    private final String name;
    private final int size;
    private final BufferPool<B> buffers;
    private final LaneTable lanes = new LaneTable();
    /** Null while there are no lanes. */
    private LaneWorkers workers;

    /**
     * @param name of the threads, before their number
     * @param maker makes what its lanes work in
     */
    LanePool(String name, BufferPool.Maker<B> maker) {
        this(name, Math.min(Runtime.getRuntime().availableProcessors(), MAX_WORKERS), maker);
    }

    LanePool(String name, int size, BufferPool.Maker<B> maker) {
        this.name = name;
        this.size = size;
        this.buffers = new BufferPool<>(size, maker);
    }

    /** What its lanes keep frames in while they have any. */
    BufferPool<B> buffers() {
        return buffers;
    }

    /**
     * Takes in a lane, which is not turned before it is started.
     *
     * @param lane closed when it is stopped, fails, or cannot be taken in
     * @param threads makes the workers, if there are none; they outlive the lane if others come meanwhile
     * @param failed told when a turn throws, after the lane was closed; returns soon
     */
    PooledLane add(Lane lane, ThreadFactory threads, Consumer<Throwable> failed) throws IOException {
        try {
            synchronized (this) {
                if (workers == null) {
                    workers = LaneWorkers.start(name, size, threads, lanes);
                }
                return lanes.add(key -> new PooledLane(key, lane, workers.watch(key), this::remove, failed));
            }
        } catch (IOException | RuntimeException | Error e) {
            lane.close();
            endIfIdle();
            throw e;
        }
    }

    private void remove(PooledLane lane) {
        synchronized (this) {
            lanes.remove(lane);
        }
        endIfIdle();
    }

    private void endIfIdle() {
        LaneWorkers idle = null;
        synchronized (this) {
            if (lanes.isEmpty()) {
                idle = workers;
                workers = null;
                buffers.trim();
            }
        }
        if (idle != null) {
            idle.end();
        }
    }
}
