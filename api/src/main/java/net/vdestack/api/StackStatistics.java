package net.vdestack.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Counters of a stack at one moment. All of them only grow, but {@link SocketCounts}, which says how many are open now.
 *
 * @param stack the stack's name
 * @param time when they were read
 * @param links one entry for each link, in the order of the specification
 * @param sockets sockets open in the stack
 */
public record StackStatistics(String stack, Instant time, List<LinkStatistics> links, SocketCounts sockets) {
    public StackStatistics {
        Objects.requireNonNull(stack, "stack");
        Objects.requireNonNull(time, "time");
        links = List.copyOf(links);
        Objects.requireNonNull(sockets, "sockets");
    }
}
