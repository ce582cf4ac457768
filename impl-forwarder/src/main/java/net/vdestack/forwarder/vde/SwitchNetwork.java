package net.vdestack.forwarder.vde;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameter;
import net.vdestack.api.forwarding.spi.LocatorParameters;
import net.vdestack.linux.syscall.Syscalls;

/**
 * What a {@code switch://} or {@code hub://} locator says.
 *
 * @param learns whether it is a switch, not a hub
 * @param path its directory
 * @param mode the permissions of the sockets in there
 * @param directoryMode the permissions of the directory
 * @param group the group of users that all of it belongs to, by name or number; empty for our own
 * @param addresses about how many Ethernet addresses to remember
 * @param expirySeconds how long an address is remembered after it was last seen
 */
record SwitchNetwork(
        boolean learns,
        Path path,
        int mode,
        int directoryMode,
        Optional<String> group,
        int addresses,
        int expirySeconds) {
    private static final int DEFAULT_MODE = 0600;
    private static final int EXECUTABLE = 0111;
    private static final int SET_GROUP = 02000;
    private static final int DEFAULT_ADDRESSES = 256;
    private static final int DEFAULT_EXPIRY_SECONDS = 120;
    private static final List<LocatorParameter> PARAMETERS_OF_HUBS = List.of(
            LocatorParameter.of(
                    "mode",
                    "permissions of the sockets in the directory, in octal",
                    "0" + Integer.toOctalString(DEFAULT_MODE)),
            LocatorParameter.of(
                    "dirmode",
                    "permissions of the directory; for another mode, so that those get there who may use the sockets",
                    "0" + Integer.toOctalString(SET_GROUP | 0700)),
            LocatorParameter.of("grp", "group of users that all of it belongs to, by name or number"));
    private static final List<LocatorParameter> PARAMETERS_OF_SWITCHES = Stream.concat(
                    PARAMETERS_OF_HUBS.stream(),
                    Stream.of(
                            LocatorParameter.of(
                                    "hashsize", "addresses to remember, about", String.valueOf(DEFAULT_ADDRESSES)),
                            LocatorParameter.of(
                                    "expiretime",
                                    "seconds to remember an address",
                                    String.valueOf(DEFAULT_EXPIRY_SECONDS)),
                            LocatorParameter.of("hashseed", "taken for libvdeplug's sake, without effect")))
            .toList();

    /** All that there are. */
    static List<LocatorParameter> parameters(boolean learns) {
        return learns ? PARAMETERS_OF_SWITCHES : PARAMETERS_OF_HUBS;
    }

    /**
     * Reads a locator.
     *
     * @throws IllegalArgumentException naming the parameter that is not known or not usable
     */
    static SwitchNetwork parse(Locator locator, boolean learns) {
        try {
            return of(LocatorParameters.parseBrackets(locator, LocatorParameter.keys(parameters(learns))), learns);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("network '" + locator + "': " + e.getMessage(), e);
        }
    }

    private static SwitchNetwork of(LocatorParameters parameters, boolean learns) {
        int mode = parameters.mode("mode", DEFAULT_MODE) & ~EXECUTABLE;
        // who may read or write a socket must be able to get there
        int searchable = SET_GROUP | mode | (mode & 0444) >> 2 | (mode & 0222) >> 1;
        // as for vdeplug4, whose table it spreads; ours needs none
        parameters.number("hashseed", 0, 0, Integer.MAX_VALUE);
        return new SwitchNetwork(
                learns,
                parameters.address().isEmpty() ? usualPath() : Path.of(parameters.address()),
                mode,
                parameters.mode("dirmode", searchable),
                parameters.text("grp"),
                (int) parameters.number("hashsize", DEFAULT_ADDRESSES, 1, 1 << 20),
                (int) parameters.number("expiretime", DEFAULT_EXPIRY_SECONDS, 1, Integer.MAX_VALUE));
    }

    SwitchNetwork {
        if (path.getFileName() == null) {
            throw new IllegalArgumentException("'" + path + "' cannot be the directory of a switch");
        }
    }

    private static Path usualPath() {
        String user = System.getProperty("user.name");
        // what the JDK takes for the name of a user without one
        return Path.of("/tmp/vdenode_" + (user.equals("?") ? "u" + Syscalls.effectiveUserId() : user));
    }

    /** The same with the path that is equal for all locators of one directory. */
    SwitchNetwork resolved() throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            Path real = absolute.getParent().toRealPath().resolve(absolute.getFileName());
            return new SwitchNetwork(learns, real, mode, directoryMode, group, addresses, expirySeconds);
        } catch (NoSuchFileException e) {
            throw new IOException("cannot make a switch at " + path + ": there is no directory " + e.getMessage(), e);
        }
    }
}
