package net.vdestack.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The state of the forwarder of one link.
 *
 * @param scheme the scheme of the network it serves, such as {@code vxvde}
 * @param state whether it has its network
 * @param since when it came into this state
 * @param reconnects how often it found its network again by itself
 * @param error why it is not connected, in words; empty when it is
 */
public record ForwarderStatus(
        String scheme, ForwarderState state, Instant since, long reconnects, Optional<String> error) {
    public ForwarderStatus {
        Objects.requireNonNull(scheme, "scheme");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(error, "error");
    }
}
