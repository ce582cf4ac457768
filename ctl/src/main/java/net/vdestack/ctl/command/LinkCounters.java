package net.vdestack.ctl.command;

import static net.vdestack.ctl.command.StackTables.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What a link had counted at a time. */
record LinkCounters(
        String stack,
        String link,
        String scheme,
        Instant time,
        long receiveBytes,
        long receiveFrames,
        long transmitBytes,
        long transmitFrames,
        String drops) {
    /** Those of all links of stacks, in their order. */
    static List<LinkCounters> of(Iterable<JsonNode> stacks) {
        List<LinkCounters> all = new ArrayList<>();
        for (JsonNode stack : stacks) {
            for (JsonNode link : stack.path("links")) {
                all.add(of(stack, link));
            }
        }
        return all;
    }

    private static LinkCounters of(JsonNode stack, JsonNode link) {
        return new LinkCounters(
                text(stack, "stack"),
                text(link, "name"),
                text(link, "scheme"),
                instant(text(stack, "time")),
                link.path("receiveBytes").asLong(0),
                link.path("receiveFrames").asLong(0),
                link.path("transmitBytes").asLong(0),
                link.path("transmitFrames").asLong(0),
                drops(link.path("drops")));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    /** The number, and what they are made of. */
    private static String drops(JsonNode drops) {
        long sum = drops.valueStream().mapToLong(count -> count.asLong(0)).sum();
        String reasons = drops.propertyStream()
                .filter(reason -> reason.getValue().asLong(0) > 0)
                .map(reason -> reason.getKey() + " " + reason.getValue().asLong(0))
                .collect(Collectors.joining(", "));
        return reasons.isEmpty() ? "0" : sum + " (" + reasons + ")";
    }

    /** What tells this link from others. */
    String key() {
        return stack + "/" + link;
    }
}
