package net.vdestack.api.forwarding.spi;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A virtual network locator (VNL), {@code scheme://specific}.
 *
 * @param scheme what kind of network, such as {@code vxvde}
 * @param specific the rest, in the syntax of the scheme; see {@link LocatorParameters}
 */
public record Locator(String scheme, String specific) {
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");
    private static final String SEPARATOR = "://";
    private static final String COMMAND = "=";

    public Locator {
        if (!SCHEME.matcher(scheme).matches()) {
            throw new IllegalArgumentException(
                    "scheme '" + scheme + "' of a network: must be a word in lower case, such as vxvde or lan");
        }
        Objects.requireNonNull(specific, "specific");
    }

    /**
     * Splits a locator at its first {@code ://}, so that a nested one stays whole. {@code =COMMAND} is short for
     * {@code cmd://COMMAND}, as in libvdestack.
     *
     * @throws IllegalArgumentException if there is no scheme
     */
    public static Locator parse(String text) {
        if (text.startsWith(COMMAND)) {
            return new Locator("cmd", text.substring(COMMAND.length()));
        }
        int separator = text.indexOf(SEPARATOR);
        if (separator < 0) {
            throw new IllegalArgumentException(
                    "network '" + text + "' has no scheme: write scheme://address, such as lan://demo");
        }
        return new Locator(text.substring(0, separator), text.substring(separator + SEPARATOR.length()));
    }

    @Override
    public String toString() {
        return scheme + SEPARATOR + specific;
    }
}
