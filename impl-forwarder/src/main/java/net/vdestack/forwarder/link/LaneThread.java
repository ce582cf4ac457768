package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import net.vdestack.linux.syscall.EventFd;
import net.vdestack.linux.syscall.PollSet;
import net.vdestack.linux.syscall.Waits;

/**
 * A thread that turns a lane, and waits when there is nothing to do. Others reach it with commands, which run between
 * two turns.
 */
final class LaneThread {
    /** A descriptor that reports an error which no turn clears would be polled for ever. */
    private static final int MAX_IDLE_WAKES = 1000;

    private static final short ERRORS = ~(PollSet.POLLIN | PollSet.POLLOUT);

    private final Lane lane;
    private final Consumer<Throwable> failed;
    private final EventFd wake;
    private final PollSet set;
    private final Thread thread;
    private final Deque<Runnable> commands = new ArrayDeque<>();
    private volatile boolean commanded;
    private volatile boolean released;
    private volatile boolean stopping;
    private boolean ended;

    /**
     * @param lane the lane, closed when the thread ends or cannot be made
     * @param failed told on the thread when a turn throws; the thread ends then
     */
    LaneThread(Lane lane, String name, ThreadFactory threads, Consumer<Throwable> failed) throws IOException {
        this.lane = lane;
        this.failed = failed;
        EventFd openedWake = null;
        PollSet openedSet = null;
        try {
            openedWake = EventFd.open();
            openedSet = new PollSet(2);
            thread = threads.newThread(this::run);
        } catch (IOException | RuntimeException e) {
            if (openedSet != null) {
                openedSet.close();
            }
            if (openedWake != null) {
                openedWake.close();
            }
            lane.close();
            throw e;
        }
        wake = openedWake;
        set = openedSet;
        thread.setName(name);
    }

    /** Starts the thread, which turns the lane at once. */
    void start() {
        released = true;
        prepare();
    }

    /** Starts the thread, which waits to be released. */
    void prepare() {
        try {
            thread.start();
        } catch (RuntimeException | Error e) {
            end();
            throw e;
        }
    }

    /** Lets the thread turn the lane. */
    void release() {
        synchronized (this) {
            released = true;
            if (!ended) {
                wake.signal();
            }
        }
    }

    private void run() {
        Throwable failure = null;
        try {
            set.watch(0, wake.number(), PollSet.POLLIN);
            int idleWakes = 0;
            while (!stopping) {
                if (commanded) {
                    runCommands();
                }
                if (released && lane.turn() > 0) {
                    idleWakes = 0;
                } else {
                    boolean error = await();
                    idleWakes = error ? idleWakes + 1 : 0;
                    if (idleWakes > MAX_IDLE_WAKES) {
                        throw new IOException("the descriptor reports an error that does not go away");
                    }
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        } finally {
            end();
        }
        if (failure != null) {
            failed.accept(failure);
        }
    }

    /** Waits. Returns whether the lane's descriptor reports an error. */
    private boolean await() throws IOException {
        if (released) {
            lane.watch(set, 1);
        }
        set.poll(PollSet.FOREVER);
        if (set.ready(0) != 0) {
            wake.clear();
        }
        return (set.ready(1) & ERRORS) != 0;
    }

    private void runCommands() {
        for (; ; ) {
            Runnable command;
            synchronized (this) {
                command = commands.poll();
                if (command == null) {
                    commanded = false;
                    return;
                }
            }
            command.run();
        }
    }

    /** Frees everything on the lane's own thread, so that no native call can be using it. */
    private void end() {
        synchronized (this) {
            ended = true;
            wake.close();
        }
        runCommands();
        set.close();
        lane.close();
    }

    /** Runs a command between two turns, and waits until it has run. After the thread's end it runs at once. */
    void execute(Runnable command) {
        CountDownLatch done = new CountDownLatch(1);
        boolean direct;
        synchronized (this) {
            direct = ended || Thread.currentThread() == thread;
            if (!direct) {
                commands.add(() -> {
                    try {
                        command.run();
                    } finally {
                        done.countDown();
                    }
                });
                commanded = true;
                wake.signal();
            }
        }
        if (direct) {
            command.run();
        } else {
            Waits.uninterruptibly(() -> {
                done.await();
                return null;
            });
        }
    }

    /** Ends the thread and waits until it has freed everything. Not to be called by the thread itself. */
    void stop() {
        if (thread.getState() == Thread.State.NEW) {
            end();
            return;
        }
        stopping = true;
        synchronized (this) {
            if (!ended) {
                wake.signal();
            }
        }
        Waits.uninterruptibly(() -> {
            thread.join();
            return null;
        });
    }
}
