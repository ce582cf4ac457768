package net.vdestack.ctl.command;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.vdestack.ctl.shell.Amounts;

/** How fast counters move, from one reading to the next. */
final class Rates {
    private static final double NANOS = 1e9;
    private static final int BITS = 8;

    private Map<String, LinkCounters> before = Map.of();

    /** A link and what passed it in a second; null where that is not known. */
    record Rate(LinkCounters link, String receive, String receiveFrames, String transmit, String transmitFrames) {
        private static Rate between(Optional<LinkCounters> old, LinkCounters now) {
            double seconds = old.map(earlier ->
                            Duration.between(earlier.time(), now.time()).toNanos() / NANOS)
                    .orElse(0.0);
            // a link that counts less than before is another one of that name
            boolean known = seconds > 0
                    && old.get().receiveFrames() <= now.receiveFrames()
                    && old.get().transmitFrames() <= now.transmitFrames();
            if (!known) {
                return new Rate(now, null, null, null, null);
            }
            return new Rate(
                    now,
                    Amounts.rate((now.receiveBytes() - old.get().receiveBytes()) * BITS / seconds),
                    Amounts.count((now.receiveFrames() - old.get().receiveFrames()) / seconds),
                    Amounts.rate((now.transmitBytes() - old.get().transmitBytes()) * BITS / seconds),
                    Amounts.count((now.transmitFrames() - old.get().transmitFrames()) / seconds));
        }
    }

    /** Since the reading before this one. */
    List<Rate> next(List<LinkCounters> reading) {
        List<Rate> rates = reading.stream()
                .map(link -> Rate.between(Optional.ofNullable(before.get(link.key())), link))
                .toList();
        Map<String, LinkCounters> now = new HashMap<>();
        reading.forEach(link -> now.put(link.key(), link));
        before = now;
        return rates;
    }
}
