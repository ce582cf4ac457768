package net.vdestack.linux.stack;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import net.vdestack.api.MacAddress;

/**
 * What a stack has without being given it, and keeps when it is made once more, as after a restart.
 *
 * @param macs Ethernet addresses of links that are not given one, by the link's name
 */
public record StackIdentity(UUID uid, Instant createdAt, Map<String, MacAddress> macs) {
    public StackIdentity {
        Objects.requireNonNull(uid, "uid");
        Objects.requireNonNull(createdAt, "createdAt");
        macs = Map.copyOf(macs);
    }

    /** Of a stack that is created now. */
    public static StackIdentity ofNew() {
        return new StackIdentity(UUID.randomUUID(), Instant.now().truncatedTo(ChronoUnit.MILLIS), Map.of());
    }
}
