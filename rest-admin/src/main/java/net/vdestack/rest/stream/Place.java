package net.vdestack.rest.stream;

import java.util.concurrent.atomic.AtomicBoolean;

/** The right to one stream. Whoever has taken it gives it back, unless a stream has it: then that does in its end. */
public final class Place implements AutoCloseable {
    private final Runnable free;
    private final AtomicBoolean held = new AtomicBoolean(true);

    Place(Runnable free) {
        this.free = free;
    }

    /** The same place for another holder. This one has none any more. */
    Place pass() {
        held.set(false);
        return new Place(free);
    }

    @Override
    public void close() {
        if (held.getAndSet(false)) {
            free.run();
        }
    }
}
