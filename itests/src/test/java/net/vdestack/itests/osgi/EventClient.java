package net.vdestack.itests.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** A client of server-sent events. */
final class EventClient implements Closeable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BufferedReader lines;

    /** An event; its id is null if it has none. */
    record Event(String id, String name, String data) {}

    private EventClient(BufferedReader lines) {
        this.lines = lines;
    }

    /** Returns when the answer has begun. */
    static EventClient open(URI uri, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        headers.forEach(request::header);
        HttpResponse<java.io.InputStream> response = HTTP.send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            response.body().close();
        }
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        return new EventClient(new BufferedReader(new InputStreamReader(response.body(), UTF_8)));
    }

    /** The next one, waited for; null at the end of the stream. */
    Event next() throws IOException {
        String id = null;
        String name = null;
        String data = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring("id: ".length());
            } else if (line.startsWith("event: ")) {
                name = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
                assertThat(data).as("one line of data").isNull();
                data = line.substring("data: ".length());
            } else if (line.isEmpty() && name != null) {
                return new Event(id, name, data);
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
