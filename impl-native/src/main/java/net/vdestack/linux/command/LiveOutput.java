package net.vdestack.linux.command;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import net.vdestack.api.CommandListener.Stream;
import net.vdestack.linux.syscall.Waits;

/**
 * Hands what commands write from the thread that reads it to the one that waits for them. When that one is slow, the
 * reader waits, the pipe fills, and the kernel makes the command wait. Virtual threads may wait here.
 */
final class LiveOutput {
    private static final List<Stream> STREAMS = List.of(Stream.STDOUT, Stream.STDERR);
    /** How many pieces, of 64 KiB at most, may wait. */
    private static final int ROOM = 4;
    /** Once time has run out: for what is left in the pipes. */
    private static final int LATE_ROOM = 2 * ROOM;

    private final Deadline deadline;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Piece> waiting = new ArrayDeque<>();
    private boolean ended;
    private boolean abandoned;

    /** Some of what a command wrote. */
    record Piece(int index, Stream stream, String text) {}

    /** @param deadline the run's: the reader waits no longer than that */
    LiveOutput(Deadline deadline) {
        this.deadline = deadline;
    }

    /** Takes what the command of that index writes. */
    OutputSink of(int index) {
        return new Command(index);
    }

    private final class Command implements OutputSink {
        private final int index;
        private final Utf8Text[] texts = {new Utf8Text(), new Utf8Text()};

        Command(int index) {
            this.index = index;
        }

        @Override
        public long add(int stream, ByteBuffer bytes) {
            return put(stream, texts[stream].add(bytes));
        }

        @Override
        public void end() {
            for (int stream = 0; stream < texts.length; stream++) {
                put(stream, texts[stream].end());
            }
        }

        private long put(int stream, String text) {
            return text.isEmpty() ? 0 : LiveOutput.this.put(new Piece(index, STREAMS.get(stream), text));
        }
    }

    private long put(Piece piece) {
        long start = System.nanoTime();
        lock.lock();
        try {
            while (waiting.size() >= ROOM && !abandoned && !deadline.hasPassed()) {
                Waits.uninterruptibly(() -> changed.awaitNanos(deadline.nanosLeft()));
            }
            if (waiting.size() < LATE_ROOM && !abandoned) {
                waiting.add(piece);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        return System.nanoTime() - start;
    }

    /** No more will come. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody wants to have it any more. */
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next piece; null if none will come. */
    Piece take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !ended && !abandoned) {
                changed.await();
            }
            Piece next = waiting.poll();
            changed.signalAll();
            return next;
        } finally {
            lock.unlock();
        }
    }
}
