package net.vdestack.rest.view;

import java.util.List;
import net.vdestack.api.SocketCounts;
import net.vdestack.api.StackStatistics;

/**
 * Counters of a stack.
 *
 * @param time when they were read, ISO 8601, UTC
 */
public record StatsView(String stack, String time, List<LinkStatsView> links, Sockets sockets) {
    /** Open sockets, whoever opened them. */
    public record Sockets(long tcpEstablished, long tcpListen, long udp) {
        static Sockets of(SocketCounts counts) {
            return new Sockets(counts.tcpEstablished(), counts.tcpListen(), counts.udp());
        }
    }

    /** The view of these counters. */
    public static StatsView of(StackStatistics statistics) {
        return new StatsView(
                statistics.stack(),
                statistics.time().toString(),
                statistics.links().stream().map(LinkStatsView::of).toList(),
                Sockets.of(statistics.sockets()));
    }
}
