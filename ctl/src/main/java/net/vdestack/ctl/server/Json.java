package net.vdestack.ctl.server;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as trees: what a newer server adds is kept, and shown by {@code --json}. */
public final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();
    /** What steers terminals, much of which JSON lets pass. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\\r\\n]]");

    private Json() {}

    /** Has this class made while others wait for the network: that takes Jackson a fifth of a second. */
    public static void prepare() {
        Thread thread = new Thread(Json::object, "vdestackctl-json");
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads it, or throws {@link tools.jackson.core.JacksonException}. */
    public static JsonNode read(byte[] json) {
        return MAPPER.readTree(json);
    }

    /** Reads it, or throws {@link tools.jackson.core.JacksonException}. */
    public static JsonNode read(String json) {
        return MAPPER.readTree(json);
    }

    /** An object without members. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** An array of these. */
    public static ArrayNode array(List<JsonNode> elements) {
        return MAPPER.createArrayNode().addAll(elements);
    }

    /** In lines, for people. */
    public static String pretty(JsonNode node) {
        return plain(node.toPrettyString());
    }

    /** In one line. */
    public static String line(JsonNode node) {
        return plain(node.toString());
    }

    /** The same JSON, harmless on a terminal: all but its line ends stands within strings. */
    private static String plain(String json) {
        return CONTROL.matcher(json)
                .replaceAll(found -> found.group()
                        .chars()
                        .mapToObj(unit -> String.format("\\\\u%04x", unit))
                        .collect(Collectors.joining()));
    }
}
