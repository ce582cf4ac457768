package net.vdestack.linux.command;

import java.io.IOException;
import net.vdestack.linux.syscall.EventFd;

/** How other threads tell a run to stop, while it waits in poll(2). Thread safe. */
final class Cancellation implements AutoCloseable {
    private final EventFd event;
    private final Runnable onRequest;
    private boolean closed;
    private boolean requested;

    /** @param onRequest wakes the run where it waits for something else */
    Cancellation(Runnable onRequest) throws IOException {
        this.onRequest = onRequest;
        event = EventFd.open();
    }

    /** The descriptor that is readable once it is requested; borrowed. */
    int descriptor() {
        return event.number();
    }

    /** Tells the run to stop. Does nothing once the run has ended. */
    synchronized void request() {
        requested = true;
        if (!closed) {
            event.signal();
            onRequest.run();
        }
    }

    synchronized boolean isRequested() {
        return requested;
    }

    @Override
    public synchronized void close() {
        closed = true;
        event.close();
    }
}
