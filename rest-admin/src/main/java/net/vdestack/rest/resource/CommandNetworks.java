package net.vdestack.rest.resource;

import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.NestedLocator;

/**
 * Networks that run a command on this machine: {@code cmd://} and {@code =…}, by themselves or inside of others. Read
 * as whoever opens them reads them; what cannot be read so cannot be opened either.
 */
final class CommandNetworks {
    private static final String SCHEME = "cmd";

    private CommandNetworks() {}

    static boolean include(String network) {
        try {
            for (String next = network; !next.isEmpty(); ) {
                Locator locator = Locator.parse(next);
                if (locator.scheme().equals(SCHEME)) {
                    return true;
                }
                next = NestedLocator.parse(locator).inner();
            }
        } catch (IllegalArgumentException e) {
            // no network at all
        }
        return false;
    }
}
