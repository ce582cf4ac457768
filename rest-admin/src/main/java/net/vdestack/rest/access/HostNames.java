package net.vdestack.rest.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names under which this server is known. A browser that was lured to us under another one (DNS rebinding) says so
 * in its {@code Host} header.
 */
public final class HostNames {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", normal("[::1]"));
    /** RFC 9110, section 7.2: a host, an IPv6 address in brackets, and perhaps a port. */
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::\\d{1,5})?");

    private static final Pattern ORIGIN = Pattern.compile("https?://(.*)");

    private final Set<String> known;

    /** @param configured names and addresses beside those of loopback; IPv6 addresses with or without brackets */
    public HostNames(Collection<String> configured) {
        known = configured.stream()
                .map(name -> name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name)
                .map(HostNames::normal)
                .collect(Collectors.toSet());
    }

    /** Whether a {@code Host} header is one of ours. */
    public boolean include(String host) {
        return name(host)
                .filter(name -> LOOPBACK.contains(name) || known.contains(name))
                .isPresent();
    }

    /** Whether an {@code Origin} header names this very server: the same host and port as the request is for. */
    public static boolean isSame(String origin, String host) {
        Matcher matcher = ORIGIN.matcher(origin);
        return matcher.matches() && matcher.group(1).equalsIgnoreCase(host);
    }

    private static Optional<String> name(String host) {
        return Optional.ofNullable(host)
                .map(HOST::matcher)
                .filter(Matcher::matches)
                .map(matcher -> normal(matcher.group(1)));
    }

    /**
     * An IPv6 address has many spellings. Nothing but such an address is in brackets, so that nobody is asked for it.
     */
    private static String normal(String name) {
        try {
            return name.startsWith("[") ? InetAddress.getByName(name).getHostAddress() : name.toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            return name;
        }
    }
}
