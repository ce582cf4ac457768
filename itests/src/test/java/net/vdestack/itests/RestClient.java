package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of a platform's API, with a token. */
final class RestClient {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI api;
    private final String token;

    /** @param platform the URL that READY tells */
    RestClient(URI platform, String token) {
        this.api = platform.resolve("api/v1/");
        this.token = token;
    }

    /** The same with another token. */
    RestClient as(String other) {
        return new RestClient(api.resolve("/"), other);
    }

    /** What came back. Its body is null if there was none. */
    record Answer(HttpResponse<String> response, JsonNode body) {
        /** The same answer, with which it must have come. */
        Answer expect(int status) {
            assertThat(response.statusCode())
                    .as(response + " " + response.body())
                    .isEqualTo(status);
            return this;
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** The text at a JSON pointer; what is no text, as JSON. */
        String at(String pointer) {
            JsonNode node = body.at(pointer);
            return node.isString() ? node.stringValue() : node.toString();
        }
    }

    /** Sends a request, in time. Headers are names and values. */
    Answer send(String method, String path, String json, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.resolve(path))
                .header("Authorization", "Bearer " + token)
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        while (response.statusCode() == TOO_MANY_REQUESTS) {
            TimeUnit.SECONDS.sleep(
                    Long.parseLong(response.headers().firstValue("Retry-After").orElseThrow()));
            response = http.send(request.build(), BodyHandlers.ofString());
        }
        return new Answer(response, response.body().isEmpty() ? MAPPER.nullNode() : MAPPER.readTree(response.body()));
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }
}
