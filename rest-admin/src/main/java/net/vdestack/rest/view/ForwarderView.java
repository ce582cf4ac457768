package net.vdestack.rest.view;

import net.vdestack.api.ForwarderStatus;

/** What connects a link to its network. */
public record ForwarderView(String scheme, String state, String since, long reconnects, String error) {
    static ForwarderView of(ForwarderStatus status) {
        return new ForwarderView(
                status.scheme(),
                status.state().name(),
                status.since().toString(),
                status.reconnects(),
                status.error().orElse(null));
    }
}
