package net.vdestack.rest.view;

import java.time.Instant;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.StackState;

/** What happened. */
public sealed interface EventView {
    /** The event's name. */
    String event();

    /** A stack was created, changed its state, or is going away. */
    record StackEvent(String time, String stack, String state) implements EventView {
        public static StackEvent of(Instant time, String stack, StackState state) {
            return new StackEvent(time.toString(), stack, state.name());
        }

        @Override
        public String event() {
            return "stack";
        }
    }

    /** A link's forwarder connected, lost its network, or was swapped to another one. */
    record LinkEvent(String time, String stack, String link, ForwarderView forwarder) implements EventView {
        public static LinkEvent of(Instant time, String stack, String link, ForwarderStatus forwarder) {
            return new LinkEvent(time.toString(), stack, link, ForwarderView.of(forwarder));
        }

        @Override
        public String event() {
            return "link";
        }
    }

    /** Events are missing here: read the stacks again. */
    record ResetEvent(String time, String detail) implements EventView {
        @Override
        public String event() {
            return "reset";
        }
    }
}
