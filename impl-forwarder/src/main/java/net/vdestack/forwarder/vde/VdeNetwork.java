package net.vdestack.forwarder.vde;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameter;
import net.vdestack.api.forwarding.spi.LocatorParameters;

/**
 * What a {@code vde://} locator says.
 *
 * @param directories where the switch may be; the first that is there counts
 * @param port the port to ask for; empty for any
 * @param portGroup a group of ports to ask for by its name; empty for none
 * @param group the group of users that gets our socket, by name or number; empty to find out
 * @param mode the permissions of our socket
 */
record VdeNetwork(
        List<Path> directories, Optional<Integer> port, Optional<String> portGroup, Optional<String> group, int mode) {
    private static final String PORT_OR_GROUP = "";
    private static final List<Path> USUAL_PLACES = List.of(Path.of("/var/run/vde.ctl"), Path.of("/tmp/vde.ctl"));
    private static final int MAX_PORT = 65535;
    private static final int DEFAULT_MODE = 0700;
    /** All that have a name. */
    static final List<LocatorParameter> PARAMETERS = List.of(
            LocatorParameter.of("port", "a port of the switch by its number; any unless given. [3] is short for it"),
            LocatorParameter.of("portgroup", "a group of ports by its name; [people] is short for it"),
            LocatorParameter.of("group", "group of users that our socket belongs to, by name or number"),
            LocatorParameter.of(
                    "mode",
                    "permissions of our socket, which the switch must be able to use, in octal",
                    "0" + Integer.toOctalString(DEFAULT_MODE)));

    private static final List<String> KEYS = Stream.concat(
                    Stream.of(PORT_OR_GROUP), LocatorParameter.keys(PARAMETERS).stream())
            .toList();

    /**
     * Reads a locator.
     *
     * @throws IllegalArgumentException naming the parameter that is not known or not usable
     */
    static VdeNetwork parse(Locator locator) {
        try {
            return of(LocatorParameters.parseBrackets(locator, KEYS));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("network '" + locator + "': " + e.getMessage(), e);
        }
    }

    private static VdeNetwork of(LocatorParameters parameters) {
        List<String> wanted = Stream.of(PORT_OR_GROUP, "port", "portgroup")
                .flatMap(key -> parameters.text(key).stream())
                .toList();
        if (wanted.size() > 1) {
            throw new IllegalArgumentException(
                    "asks for both " + String.join(" and ", wanted) + ": give one port, or one group of ports");
        }
        Optional<String> number = wanted.stream()
                .filter(text -> parameters.has("port") || text.matches("[0-9]+"))
                .findFirst();
        List<Path> directories = parameters.address().isEmpty() ? USUAL_PLACES : List.of(Path.of(parameters.address()));
        return new VdeNetwork(
                directories,
                number.map(VdeNetwork::portNumber),
                number.isPresent()
                        ? Optional.empty()
                        : wanted.stream().findFirst().map(VdeNetwork::fileName),
                parameters.text("group"),
                parameters.mode("mode", DEFAULT_MODE));
    }

    private static int portNumber(String text) {
        int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
        if (number < 0 || number > MAX_PORT) {
            throw new IllegalArgumentException("port '" + text + "': must be a number from 0 to " + MAX_PORT);
        }
        return number;
    }

    /** It is the name of a file in the switch's directory. */
    private static String fileName(String text) {
        if (text.isEmpty() || text.startsWith(".") || text.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "group of ports '" + text + "': must be a name without / that does not begin with a dot");
        }
        return text;
    }
}
