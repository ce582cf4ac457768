package net.vdestack.api;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Counters of one link, from the stack's point of view. They survive swaps.
 *
 * @param name the interface's name
 * @param scheme the scheme of the network it is plugged into now
 * @param receiveFrames frames that came from the network into the stack
 * @param receiveBytes their bytes: Ethernet header and payload, no frame check sequence
 * @param transmitFrames frames of the stack that the network took
 * @param transmitBytes their bytes, counted likewise
 * @param drops frames of either direction that were not forwarded, by reason; every reason is present
 * @param reconnects how often the forwarder found its network again by itself
 * @param swaps how often the link was given another network, or the same one anew
 */
public record LinkStatistics(
        String name,
        String scheme,
        long receiveFrames,
        long receiveBytes,
        long transmitFrames,
        long transmitBytes,
        Map<DropReason, Long> drops,
        long reconnects,
        long swaps) {
    public LinkStatistics {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(scheme, "scheme");
        Map<DropReason, Long> complete = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            complete.put(reason, drops.getOrDefault(reason, 0L));
        }
        drops = Collections.unmodifiableMap(complete);
    }
}
