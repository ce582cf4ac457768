package net.vdestack.rest.dashboard;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is answered to who asks for a file.
 *
 * @param status the status code
 * @param headers by name
 * @param length of the file, which HEAD is told, too; empty where there is no such header
 * @param body the file; empty for HEAD, and for who has it already
 */
public record Reply(int status, Map<String, String> headers, Optional<Integer> length, Optional<Asset> body) {
    private static final Map<String, String> ALWAYS = Map.of(
            // Whatever finds its way into a page runs nothing, loads nothing and sends nothing elsewhere.
            "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                            + " require-trusted-types-for 'script'; trusted-types lit-html",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            // Kept, but asked about each time: after an upgrade no page mixes old files with new ones.
            "Cache-Control", "no-cache");

    /**
     * The reply to GET and HEAD.
     *
     * @param ifNoneMatch the header; null if there is none
     */
    public static Reply of(Asset asset, String method, String ifNoneMatch) {
        Map<String, String> headers = new TreeMap<>(ALWAYS);
        headers.put("ETag", asset.tag());
        if (asset.isAmong(ifNoneMatch)) {
            return new Reply(304, headers, Optional.empty(), Optional.empty());
        }
        headers.put("Content-Type", asset.mediaType());
        Optional<Asset> body = method.equals("HEAD") ? Optional.empty() : Optional.of(asset);
        return new Reply(200, headers, Optional.of(asset.length()), body);
    }
}
