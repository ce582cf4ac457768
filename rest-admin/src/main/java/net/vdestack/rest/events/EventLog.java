package net.vdestack.rest.events;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackState;
import net.vdestack.rest.json.Json;
import net.vdestack.rest.stream.ServerSentEvents;
import net.vdestack.rest.stream.Source;
import net.vdestack.rest.view.EventView;

/**
 * The last {@value #CAPACITY} events, in order. Each stream reads on from where it is; nothing is kept for one. Thread
 * safe; whoever tells of an event waits for no client.
 */
public final class EventLog implements StackListener {
    static final int CAPACITY = 4096;

    private final Clock clock;
    /** In front of each id, so that a client that comes back after a restart is recognised. */
    private final String process;

    private final byte[][] ring = new byte[CAPACITY][];
    /** The number of the last event; the first one has 1. */
    private long last;

    private final Set<Runnable> readers = new CopyOnWriteArraySet<>();

    /** @param process another one for each process: letters and digits */
    public EventLog(Clock clock, String process) {
        this.clock = clock;
        this.process = process;
    }

    @Override
    public void stackChanged(String stack, StackState state) {
        add(EventView.StackEvent.of(clock.instant(), stack, state));
    }

    @Override
    public void linkChanged(String stack, String link, ForwarderStatus forwarder) {
        add(EventView.LinkEvent.of(clock.instant(), stack, link, forwarder));
    }

    private void add(EventView event) {
        byte[] data = Json.MAPPER.writeValueAsBytes(event);
        synchronized (this) {
            last++;
            ring[index(last)] = ServerSentEvents.event(process + "-" + last, event.event(), data);
        }
        readers.forEach(Runnable::run);
    }

    private static int index(long number) {
        return (int) (number % CAPACITY);
    }

    private synchronized long oldest() {
        return Math.max(1, last - CAPACITY + 1);
    }

    /**
     * The events from now on, for one stream; with an id, those after it. If these are not known, since the id is of
     * another process or too long ago, all that are known follow an event {@code reset}.
     *
     * @param lastEventId of the last event that the client has; null for none
     */
    public synchronized Source after(String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return new Reader(last + 1, null);
        }
        long known = number(lastEventId);
        if (known + 1 >= oldest() && known <= last) {
            return new Reader(known + 1, null);
        }
        EventView reset = new EventView.ResetEvent(
                clock.instant().toString(), "the events after '" + lastEventId + "' are not known any more");
        return new Reader(oldest(), ServerSentEvents.event(reset.event(), Json.MAPPER.writeValueAsBytes(reset)));
    }

    /** Of an id of ours; -1 for others. */
    private long number(String id) {
        String prefix = process + "-";
        if (!id.startsWith(prefix) || !id.substring(prefix.length()).matches("[0-9]{1,18}")) {
            return -1;
        }
        return Long.parseLong(id.substring(prefix.length()));
    }

    /** A place in the log. Too slow a reader, whose next event has been overwritten, has come to its end. */
    private final class Reader implements Source {
        private long position;
        private byte[] before;
        private Runnable wake;

        Reader(long position, byte[] before) {
            this.position = position;
            this.before = before;
        }

        @Override
        public void begin(Runnable wake) {
            this.wake = wake;
            readers.add(wake);
        }

        @Override
        public byte[] next() {
            if (before != null) {
                byte[] first = before;
                before = null;
                return first;
            }
            synchronized (EventLog.this) {
                return position > last || isFinished() ? null : ring[index(position++)];
            }
        }

        @Override
        public boolean isFinished() {
            return position < oldest();
        }

        @Override
        public byte[] heartbeat() {
            return ServerSentEvents.heartbeat();
        }

        @Override
        public void end() {
            readers.remove(wake);
        }
    }
}
