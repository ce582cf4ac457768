package net.vdestack.rest.statistics;

import net.vdestack.rest.json.Json;
import net.vdestack.rest.stream.ServerSentEvents;
import net.vdestack.rest.view.Items;
import net.vdestack.rest.view.StatsView;

/**
 * The counters of all stacks at one moment, and how they are sent: written once, for whoever sends them. Thread safe.
 */
final class Reading {
    private final Items<StatsView> items;
    private byte[] event;

    Reading(Items<StatsView> items) {
        this.items = items;
    }

    Items<StatsView> items() {
        return items;
    }

    /** As an event; not to be changed. */
    synchronized byte[] event() {
        if (event == null) {
            event = ServerSentEvents.event("stats", Json.MAPPER.writeValueAsBytes(items));
        }
        return event;
    }
}
