package net.vdestack.linux.osgi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.MacAddress;
import net.vdestack.api.StackSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Specifications as JSON. What cannot be read is an {@link IllegalArgumentException} that begins with the place: a JSON
 * pointer, or line and column where it is no JSON at all.
 */
final class StackJson {
    /** The link that {@code "network":"…"} is short for. */
    static final String ONLY_LINK = "vde0";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> STACK =
            Set.of("name", "links", "network", "config", "commands", "underlay", "labels");
    private static final Set<String> LINK = Set.of("name", "network", "mac", "mtu");

    private StackJson() {}

    /** Reads a stack as it is created over REST: name, links or network, config, commands, underlay, labels. */
    static StackSpec readStack(String text) {
        Field stack = parse(text).requireObject(STACK);
        if (stack.has("network") && stack.has("links")) {
            throw stack.at("network").refuse("is short for one link; give either this or links");
        }
        StackSpec.Builder builder = StackSpec.builder().name(stack.at("name").text());
        stack.find("network").ifPresent(network -> builder.link(ONLY_LINK, network.text()));
        stack.find("links")
                .ifPresent(links -> readLinks(links)
                        .forEach(link -> builder.link(
                                link.name(), link.network(), link.mac().orElse(null), link.mtu())));
        stack.find("config").ifPresent(config -> builder.config(config.text()));
        stack.find("commands").ifPresent(commands -> builder.commands(commands.text()));
        stack.find("underlay").ifPresent(underlay -> builder.underlay(underlay.text()));
        stack.find("labels").ifPresent(labels -> readLabels(labels).forEach(builder::label));
        return builder.build();
    }

    /** Reads {@code [{"name":"vde0","network":"…","mac":"…","mtu":1500}]}; mac and mtu may be missing. */
    static List<LinkSpec> readLinks(String text) {
        return readLinks(parse(text));
    }

    /** Reads {@code {"tenant":"acme"}}. */
    static Map<String, String> readLabels(String text) {
        return readLabels(parse(text));
    }

    private static List<LinkSpec> readLinks(Field links) {
        List<LinkSpec> result = new ArrayList<>();
        for (Field link : links.elements()) {
            link.requireObject(LINK);
            Optional<MacAddress> mac = link.find("mac").map(Field::mac);
            int mtu = link.find("mtu").map(Field::integer).orElse(0);
            String name = link.at("name").text();
            String network = link.at("network").text();
            try {
                result.add(new LinkSpec(name, network, mac, mtu));
            } catch (IllegalArgumentException e) {
                throw link.refuse(e.getMessage());
            }
        }
        return result;
    }

    private static Map<String, String> readLabels(Field labels) {
        Map<String, String> result = new LinkedHashMap<>();
        labels.requireObject();
        labels.node()
                .propertyNames()
                .forEach(key -> result.put(key, labels.at(key).text()));
        return result;
    }

    static String write(List<LinkSpec> links) {
        ArrayNode array = MAPPER.createArrayNode();
        for (LinkSpec link : links) {
            ObjectNode object = array.addObject().put("name", link.name()).put("network", link.network());
            link.mac().ifPresent(mac -> object.put("mac", mac.toString()));
            if (link.mtu() != 0) {
                object.put("mtu", link.mtu());
            }
        }
        return MAPPER.writeValueAsString(array);
    }

    /** Sorted, so that the same labels are the same text. */
    static String write(Map<String, String> labels) {
        return MAPPER.writeValueAsString(new TreeMap<>(labels));
    }

    private static Field parse(String text) {
        try {
            return new Field("", MAPPER.readTree(text));
        } catch (JacksonException e) {
            TokenStreamLocation place = e.getLocation();
            throw new IllegalArgumentException(
                    "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** A value and where it is. */
    private record Field(String pointer, JsonNode node) {
        IllegalArgumentException refuse(String problem) {
            return new IllegalArgumentException(pointer.isEmpty() ? "it " + problem : pointer + ": " + problem);
        }

        boolean has(String name) {
            return node.has(name);
        }

        Field at(String name) {
            return find(name).orElseThrow(() -> child(name, node).refuse("is missing"));
        }

        Optional<Field> find(String name) {
            return Optional.ofNullable(node.get(name)).map(value -> child(name, value));
        }

        /** RFC 6901. */
        private Field child(String name, JsonNode value) {
            return new Field(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), value);
        }

        void requireObject() {
            if (!node.isObject()) {
                throw refuse("must be an object {…}");
            }
        }

        Field requireObject(Set<String> known) {
            requireObject();
            for (String name : node.propertyNames()) {
                if (!known.contains(name)) {
                    throw child(name, node)
                            .refuse("is not known here; known are "
                                    + String.join(", ", known.stream().sorted().toList()));
                }
            }
            return this;
        }

        List<Field> elements() {
            if (!node.isArray()) {
                throw refuse("must be a list […]");
            }
            List<Field> result = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                result.add(new Field(pointer + "/" + i, node.get(i)));
            }
            return result;
        }

        String text() {
            if (!node.isString()) {
                throw refuse("must be a string, not " + node);
            }
            return node.stringValue();
        }

        int integer() {
            if (!node.isIntegralNumber() || !node.canConvertToInt()) {
                throw refuse("must be a whole number, not " + node);
            }
            return node.intValue();
        }

        MacAddress mac() {
            try {
                return MacAddress.parse(text());
            } catch (IllegalArgumentException e) {
                throw refuse(e.getMessage());
            }
        }
    }
}
