package net.vdestack.rest.view;

import java.util.LinkedHashMap;
import java.util.Map;
import net.vdestack.api.LinkStatistics;

/**
 * Counters of a link, from the stack's point of view.
 *
 * @param drops frames that were not forwarded, by reason; every reason is there
 */
public record LinkStatsView(
        String name,
        String scheme,
        long receiveFrames,
        long receiveBytes,
        long transmitFrames,
        long transmitBytes,
        Map<String, Long> drops,
        long reconnects,
        long swaps) {
    static LinkStatsView of(LinkStatistics link) {
        Map<String, Long> drops = new LinkedHashMap<>();
        link.drops().forEach((reason, frames) -> drops.put(reason.key(), frames));
        return new LinkStatsView(
                link.name(),
                link.scheme(),
                link.receiveFrames(),
                link.receiveBytes(),
                link.transmitFrames(),
                link.transmitBytes(),
                drops,
                link.reconnects(),
                link.swaps());
    }
}
