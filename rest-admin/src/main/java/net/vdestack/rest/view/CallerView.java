package net.vdestack.rest.view;

import net.vdestack.rest.access.Caller;

/**
 * Who asks, so that a client can tell what it may do before it is refused.
 *
 * @param name the token's
 * @param role {@code viewer}, {@code operator} or {@code admin}
 */
public record CallerView(String name, String role) {
    /** As the gate has let it in. */
    public static CallerView of(Caller caller) {
        return new CallerView(caller.name(), caller.role().key());
    }
}
