package net.vdestack.ctl.server;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A stream of events as they come. For one thread. */
public final class ServerSentEvents implements Closeable {
    private static final String UNNAMED = "message";

    private final BufferedReader lines;

    /**
     * An event.
     *
     * @param id what to ask for the events after it with; empty if it has none
     */
    public record Event(String id, String name, JsonNode data) {}

    ServerSentEvents(InputStream body) {
        lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /**
     * Waits for the next one; nothing comes after the end of the stream.
     *
     * @throws IOException if the connection is lost
     */
    public Optional<Event> next() throws IOException {
        String id = "";
        String name = UNNAMED;
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
            switch (field) {
                case "id" -> id = value;
                case "event" -> name = value;
                case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                default -> {} // a comment, or for browsers
            }
            if (line.isEmpty() && !data.isEmpty()) {
                return Optional.of(new Event(id, name, json(data.toString())));
            }
        }
        return Optional.empty();
    }

    private static JsonNode json(String data) throws IOException {
        try {
            return Json.read(data);
        } catch (JacksonException e) {
            throw new IOException("the server has sent an event that is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
