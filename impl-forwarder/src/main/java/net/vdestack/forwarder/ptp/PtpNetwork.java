package net.vdestack.forwarder.ptp;

import java.nio.file.Path;
import java.util.List;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameter;
import net.vdestack.api.forwarding.spi.LocatorParameters;
import net.vdestack.forwarder.unix.UnixAddress;

/**
 * What a {@code ptp://} locator says.
 *
 * @param path where the two meet
 * @param datagrams whether to speak the older way if nobody is there yet; who is there decides otherwise
 */
record PtpNetwork(Path path, boolean datagrams) {
    /** All that there are. */
    static final List<LocatorParameter> PARAMETERS = List.of(LocatorParameter.of(
            "dgram", "wait in the older way, which libvdeplug up to 4.0.1 speaks; without a value"));

    private static final List<String> KEYS = LocatorParameter.keys(PARAMETERS);

    /**
     * Reads a locator.
     *
     * @throws IllegalArgumentException naming the parameter that is not known or not usable
     */
    static PtpNetwork parse(Locator locator) {
        try {
            LocatorParameters parameters = LocatorParameters.parseBrackets(locator, KEYS);
            String value = parameters.text("dgram").orElse("");
            if (!value.isEmpty()) {
                throw new IllegalArgumentException("parameter 'dgram=" + value + "': takes no value");
            }
            return new PtpNetwork(Path.of(parameters.address()), parameters.has("dgram"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("network '" + locator + "': " + e.getMessage(), e);
        }
    }

    PtpNetwork {
        if (path.toString().isEmpty() || path.getFileName() == null) {
            throw new IllegalArgumentException("needs the path where the two meet, such as ptp:///tmp/cable");
        }
        path = path.toAbsolutePath();
        UnixAddress.of(second(path));
        UnixAddress.of(PtpName.beside(path));
    }

    private static Path second(Path path) {
        return path.resolveSibling(path.getFileName() + "+");
    }

    /** Where the second of two is who speak the older way. */
    Path second() {
        return second(path);
    }
}
