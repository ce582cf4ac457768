package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.vdestack.itests.OpenApi.Operation;
import tools.jackson.databind.JsonNode;

/** JSON for a schema of an {@link OpenApi}: what it allows, and much that it does not. */
final class Samples {
    /** Texts that do no harm whatever they are taken for; of these are those that a pattern allows. */
    private static final List<String> TEXTS =
            List.of("true", "lan://true", "eth", "02:00:00:00:00:77", "1s", "a-1", "/a", "");
    /** What is no value of most types. Some are none in JSON either. */
    private static final List<String> HOSTILE = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e400",
            "99999999999999999999999",
            "9".repeat(2000),
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\u202e\u00fc\ud83d\ude00\"",
            "\"../../etc/passwd\"",
            "\"'; DROP TABLE stacks; --\"",
            "\"${jndi:ldap://127.0.0.1/a}\"",
            "\"%s%n%x\"",
            "\"\\r\\nX-Injected: 1\"",
            "\"" + "a".repeat(100_000) + "\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "{\"\":{}}",
            "[".repeat(3000) + "]".repeat(3000),
            "{\"a\":".repeat(3000) + "1" + "}".repeat(3000),
            "NaN",
            "'a'",
            "\"",
            "01",
            "");

    private final OpenApi api;

    Samples(OpenApi api) {
        this.api = api;
    }

    /** A body that an operation allows: the example of its description, if there is one. */
    String valid(Operation operation) {
        return operation.example().isMissingNode()
                ? valid(operation.body())
                : operation.example().toString();
    }

    /** Bodies, most of which an operation must refuse. */
    List<String> hostile(Operation operation) {
        if (operation.example().isMissingNode()) {
            return hostile(operation.body());
        }
        Map<String, String> example = new LinkedHashMap<>();
        operation
                .example()
                .properties()
                .forEach(each -> example.put(each.getKey(), each.getValue().toString()));
        List<String> samples = new ArrayList<>(HOSTILE);
        samples.addAll(objects(operation.body(), example));
        return samples;
    }

    /** One that the schema allows, with what is required alone, or else with the first of what can be there. */
    String valid(JsonNode reference) {
        JsonNode schema = api.resolve(reference);
        return switch (type(schema)) {
            case "string" -> quoted(text(schema));
            case "integer" -> String.valueOf(schema.path("minimum").asInt(1));
            case "boolean" -> "true";
            case "array" -> "[" + valid(schema.get("items")) + "]";
            default -> object(validMembers(schema));
        };
    }

    private static String type(JsonNode schema) {
        String type = schema.path("type").asString();
        assertThat(type)
                .as("the type in %s, which the description lacks", schema)
                .isIn("string", "integer", "boolean", "array", "object");
        return type;
    }

    static String text(JsonNode schema) {
        String pattern = schema.path("pattern").asString(".*");
        return TEXTS.stream()
                .filter(text -> text.matches(pattern))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no text is known that is allowed by " + schema));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private Map<String, String> validMembers(JsonNode schema) {
        Map<String, String> members = new LinkedHashMap<>();
        if (schema.path("properties").isEmpty()) {
            assertThat(schema.has("additionalProperties")).as("%s", schema).isTrue();
            return new LinkedHashMap<>(Map.of("true", valid(schema.get("additionalProperties"))));
        }
        schema.path("required").forEach(name -> members.put(name.stringValue(), ""));
        if (members.isEmpty()) {
            members.put(schema.get("properties").propertyNames().iterator().next(), "");
        }
        members.replaceAll((name, none) -> valid(schema.get("properties").get(name)));
        return members;
    }

    private static String object(Map<String, String> members) {
        return members.entrySet().stream()
                .map(each -> quoted(each.getKey()) + ":" + each.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Many, most of which must be refused. */
    List<String> hostile(JsonNode reference) {
        JsonNode schema = api.resolve(reference);
        List<String> samples = new ArrayList<>(HOSTILE);
        switch (type(schema)) {
            case "integer" ->
                Stream.of("minimum", "maximum")
                        .filter(schema::has)
                        .map(limit -> schema.get(limit).asLong())
                        .forEach(limit -> samples.addAll(List.of("" + (limit - 1), "" + limit, "" + (limit + 1))));
            case "array" -> {
                String item = valid(schema.get("items"));
                samples.add("[" + (item + ",").repeat(2000) + item + "]");
                hostile(schema.get("items")).forEach(bad -> samples.add("[" + item + "," + bad + "]"));
            }
            case "object" -> samples.addAll(objects(schema, validMembers(schema)));
            default -> {}
        }
        return samples;
    }

    private List<String> objects(JsonNode schema, Map<String, String> valid) {
        List<String> samples = new ArrayList<>();
        for (String name : valid.keySet()) {
            Map<String, String> less = new LinkedHashMap<>(valid);
            less.remove(name);
            samples.add(object(less));
            samples.add(object(valid).replaceFirst("}$", "," + quoted(name) + ":" + valid.get(name) + "}"));
        }
        samples.add(object(with(valid, "noSuchMember", "1")));
        samples.add(object(with(valid, "__proto__", "{}")));
        samples.add(object(with(valid, "\\ud800", "1")));
        samples.add(object(with(valid, "a".repeat(50_000), "{}")));
        schema.path("properties").properties().forEach(property -> {
            samples.add(object(with(valid, property.getKey(), valid(property.getValue()))));
            hostile(property.getValue()).forEach(bad -> samples.add(object(with(valid, property.getKey(), bad))));
        });
        if (schema.path("additionalProperties").isObject()) {
            hostile(schema.get("additionalProperties")).forEach(bad -> samples.add(object(with(valid, "x", bad))));
        }
        return samples;
    }

    private static Map<String, String> with(Map<String, String> members, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return more;
    }
}
