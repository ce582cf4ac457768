package net.vdestack.ctl.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * Where a server is.
 *
 * @param url its root, which ends with a slash
 */
public record Endpoint(URI url) {
    /** No other name is looked up: it could mean this machine today and another one tomorrow. */
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException telling what a server's looks like
     */
    public static Endpoint parse(String text) {
        try {
            URI url = new URI(text.endsWith("/") ? text : text + "/");
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (http
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null) {
                return new Endpoint(url);
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no server: give its URL, such as http://127.0.0.1:8181 or https://HOST:PORT");
    }

    /** Whether it can only be on this machine. */
    boolean isLoopback() {
        return LOOPBACK.matcher(url.getHost()).matches();
    }

    /** Where it listens. */
    int port() {
        return url.getPort() >= 0 ? url.getPort() : url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** Whether others could read along. */
    boolean isExposed() {
        return url.getScheme().equalsIgnoreCase("http") && !isLoopback();
    }

    /** As people give it: without the slash at its end. */
    @Override
    public String toString() {
        return url.toString().replaceFirst("/+$", "");
    }
}
