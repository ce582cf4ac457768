package net.vdestack.rest.statistics;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.rest.view.Items;
import net.vdestack.rest.view.StatsView;

/** Reads the counters of all stacks. Who asks while another one's reading is young takes that one. Thread safe. */
public final class Readings {
    private static final Logger LOG = System.getLogger(Readings.class.getName());

    private final StackRegistry registry;
    private final LongSupplier nanoTime;
    private Reading last;
    private long begun;
    private long done;

    /** @param nanoTime a clock as {@link System#nanoTime} */
    public Readings(StackRegistry registry, LongSupplier nanoTime) {
        this.registry = registry;
        this.nanoTime = nanoTime;
    }

    /** As they are now: read by nobody before this was asked. */
    public Items<StatsView> now() {
        long asked = nanoTime.getAsLong();
        synchronized (this) {
            if (last == null || begun - asked < 0) {
                read();
            }
            return last.items();
        }
    }

    /** As they are now, or were so long ago at most. */
    synchronized Reading within(Duration age) {
        if (last == null || nanoTime.getAsLong() - done > age.toNanos()) {
            read();
        }
        return last;
    }

    private void read() {
        begun = nanoTime.getAsLong();
        List<StatsView> views = new ArrayList<>();
        for (NetworkStack stack : registry.stacks()) {
            try {
                views.add(StatsView.of(stack.statistics()));
            } catch (IllegalStateException e) {
                // it was closed meanwhile
            } catch (IOException e) {
                // mostly for the same reason; the others are to be read in any case
                LOG.log(Level.DEBUG, "stack " + stack.name() + " cannot be read", e);
            }
        }
        last = new Reading(new Items<>(List.copyOf(views)));
        done = nanoTime.getAsLong();
    }
}
