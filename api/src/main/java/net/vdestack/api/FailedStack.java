package net.vdestack.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A stack that is configured and could not be started. Nothing of it is there but its name, which is taken until the
 * stack is updated, and with that tried again, or deleted.
 *
 * @param name its name; if that is what is wrong with it, no name that a stack could have
 * @param uid as {@link NetworkStack#uid}
 * @param createdAt as {@link NetworkStack#createdAt}
 * @param spec what is asked for; empty if its configuration cannot be understood
 * @param error why it could not be started, in words
 */
public record FailedStack(String name, UUID uid, Instant createdAt, Optional<StackSpec> spec, String error) {
    public FailedStack {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(uid, "uid");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(error, "error");
    }
}
