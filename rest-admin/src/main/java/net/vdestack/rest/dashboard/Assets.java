package net.vdestack.rest.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the dashboard, out of the bundle, each read once. Thread safe. */
public final class Assets {
    private static final String FOLDER = "/dashboard/";
    private static final String INDEX = "index.html";
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    /** More than any name has. The pattern takes a stack as deep as the name has segments. */
    private static final int MAX_LENGTH = 200;
    /** No name begins with a dot, so there is no way out of the folder. */
    private static final Pattern FILE =
            Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9_.-]*/)*[A-Za-z0-9][A-Za-z0-9_.-]*\\.([a-z]+)");

    private final Map<String, Asset> read = new ConcurrentHashMap<>();

    /**
     * What is at a path of the server.
     *
     * @param path as the client sent it, such as {@code /} or {@code /css/base.css}
     */
    public Optional<Asset> find(String path) {
        if (path.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String name = path.equals("/") ? INDEX : path.replaceFirst("^/", "");
        Asset known = read.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        Matcher file = FILE.matcher(name);
        String mediaType = file.matches() ? MEDIA_TYPES.get(file.group(1)) : null;
        return mediaType == null ? Optional.empty() : read(name, mediaType);
    }

    private Optional<Asset> read(String name, String mediaType) {
        try (InputStream in = Assets.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                return Optional.empty();
            }
            Asset asset = new Asset(mediaType, in.readAllBytes());
            read.put(name, asset);
            return Optional.of(asset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
