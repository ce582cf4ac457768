package net.vdestack.api.forwarding.spi;

/**
 * A locator with another one inside, {@code scheme://parameters{inner}}: a network that wraps another one.
 *
 * @param outer the locator without the inner one, for {@link LocatorParameters}
 * @param inner the other locator, with its quotes, for {@link PortContext#openNetwork}; empty if there is none
 */
public record NestedLocator(Locator outer, String inner) {
    /**
     * Splits a locator at the first brace, which closes with the last one. Braces between quotes or behind a backslash
     * do not count.
     *
     * @throws IllegalArgumentException if a brace is not closed, or text follows it
     */
    public static NestedLocator parse(Locator locator) {
        LocatorParameters.Enclosed parts = LocatorParameters.Enclosed.in(locator, '{', '}');
        return new NestedLocator(new Locator(locator.scheme(), parts.before()), parts.inside());
    }
}
