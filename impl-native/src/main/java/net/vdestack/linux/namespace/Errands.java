package net.vdestack.linux.namespace;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.FutureTask;
import net.vdestack.linux.syscall.Waits;

/** Short tasks that one thread does for others, in order. */
final class Errands implements Runnable {
    private final Deque<FutureTask<?>> waiting = new ArrayDeque<>();
    private boolean ended;

    /** Does errands until {@link #end}. */
    @Override
    public void run() {
        for (FutureTask<?> errand = next(); errand != null; errand = next()) {
            errand.run();
        }
    }

    private synchronized FutureTask<?> next() {
        while (waiting.isEmpty()) {
            if (ended) {
                return null;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                // ended by end() alone: a stack's threads are interrupted when it closes, after its last errand
            }
        }
        return waiting.poll();
    }

    /** Has a task done and waits for it. An interrupt of the caller is kept for later, since errands are short. */
    <T> T submit(Opener<T> task) throws IOException {
        FutureTask<T> errand = new FutureTask<>(task::open);
        synchronized (this) {
            if (ended) {
                throw new IllegalStateException("closed");
            }
            waiting.add(errand);
            notifyAll();
        }
        return Waits.result(errand, () -> {});
    }

    /** Takes no more errands; the thread ends when those waiting are done. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
