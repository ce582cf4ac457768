package net.vdestack.rest.health;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the platform waits for before it is of use, and what of it is there. Any thread. */
final class Readiness {
    /** What {@link #waiting} tells as long as nobody listens for HTTP. */
    static final String ENDPOINT = "http";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]+");

    private final List<String> required;
    /** By the service that tells of it: while one replaces another, there are two. */
    private final Map<Object, String> conditions = new HashMap<>();

    private final Map<Object, String> endpoints = new LinkedHashMap<>();

    /**
     * Waits for the HTTP endpoint and for the conditions.
     *
     * @param own ids of conditions that are waited for in any case
     * @param ids of further ones, separated by commas; null or blank for none
     * @throws IllegalArgumentException if one of them is no id
     */
    Readiness(List<String> own, String ids) {
        Stream<String> further = Arrays.stream((ids == null ? "" : ids).split(",", -1))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .map(Readiness::requireId);
        required = Stream.concat(own.stream(), further).toList();
    }

    private static String requireId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "vdestack.ready: '" + id + "' is no condition id: letters, digits, '.', '_' and '-' are");
        }
        return id;
    }

    synchronized void conditionCame(Object service, String id) {
        conditions.put(service, id);
    }

    synchronized void conditionWent(Object service) {
        conditions.remove(service);
    }

    synchronized void endpointIs(Object service, String url) {
        endpoints.put(service, url);
    }

    synchronized void endpointWent(Object service) {
        endpoints.remove(service);
    }

    /** What is not there yet, in the order it was asked for. */
    synchronized List<String> waiting() {
        if (endpoints.isEmpty()) {
            return List.of(ENDPOINT);
        }
        return required.stream().filter(id -> !conditions.containsValue(id)).toList();
    }

    /** Where HTTP is served, once everything is there. */
    synchronized Optional<String> readyAt() {
        return waiting().isEmpty() ? endpoints.values().stream().findFirst() : Optional.empty();
    }
}
