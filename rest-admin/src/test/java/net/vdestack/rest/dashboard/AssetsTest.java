package net.vdestack.rest.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssetsTest {
    private static final Pattern IMPORTED = Pattern.compile("(?m)^import (?:[^;']* from )?'([^']+)';");
    private static final Pattern LINKED = Pattern.compile("(?:href|src)=\"([^\"#]+)\"");

    private final Assets assets = new Assets();

    @Test
    void theBareServerIsTheIndex() throws IOException {
        assertThat(text("/")).startsWith("<!DOCTYPE html>");
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/app/main.js, text/javascript; charset=utf-8",
        "/css/base.css, text/css; charset=utf-8",
        "/favicon.svg, image/svg+xml",
        "/lib/uplot/uPlot.esm.js, text/javascript; charset=utf-8",
        "/lib/uplot/uPlot.min.css, text/css; charset=utf-8",
        "/lib/lit-html/lit-html.js, text/javascript; charset=utf-8",
    })
    void knowsWhatAFileIs(String path, String mediaType) {
        assertThat(assets.find(path)).map(Asset::mediaType).contains(mediaType);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/app",
                "/app/",
                "/api/v1/stacks",
                "/metrics",
                "/no.js",
                "//index.html",
                "/./index.html",
                "/css/../index.html",
                "/../module-info.class",
                "/../META-INF/MANIFEST.MF",
                "/%69ndex.html",
                "/app\\main.js",
                "/lib/uplot/LICENSE",
            })
    void findsNothingElse(String path) {
        assertThat(assets.find(path)).isEmpty();
    }

    /** A client may send what it likes. */
    @Test
    void findsNothingAtAPathWithoutEnd() {
        assertThat(assets.find("/" + "a/".repeat(100_000) + "main.js")).isEmpty();
    }

    /** A module that is not there would be an empty page. */
    @Test
    void allThatIsImportedIsThere() throws IOException {
        Deque<String> todo = new ArrayDeque<>();
        Set<String> seen = new HashSet<>();
        linkedFrom("/", LINKED, todo);
        while (!todo.isEmpty()) {
            String path = todo.pop();
            if (!seen.add(path)) {
                continue;
            }
            assertThat(assets.find(path)).as(path).isPresent();
            if (path.startsWith("/app/")) {
                linkedFrom(path, IMPORTED, todo);
            }
        }
        assertThat(seen).contains("/app/views/stack.js", "/lib/lit-html/lit-html.js", "/lib/uplot/uPlot.esm.js");
    }

    /** The policy would not let it run. */
    @Test
    void theIndexHasNeitherScriptsNorStylesInIt() throws IOException {
        assertThat(text("/"))
                .doesNotContain("<style", " style=", "onclick=")
                .doesNotContainPattern("<script(?![^>]* src=)");
    }

    private void linkedFrom(String path, Pattern pattern, Deque<String> links) throws IOException {
        Matcher matcher = pattern.matcher(text(path));
        while (matcher.find()) {
            links.push(URI.create(path).resolve(matcher.group(1)).getPath());
        }
    }

    private String text(String path) throws IOException {
        Optional<Asset> asset = assets.find(path);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        asset.orElseThrow().writeTo(out);
        return out.toString(UTF_8);
    }
}
