package net.vdestack.linux.osgi;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.vdestack.api.CommandLine;
import net.vdestack.api.InvalidSpecException;
import net.vdestack.api.InvalidSpecException.Mistake;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.MacAddress;
import net.vdestack.api.StackSpec;
import net.vdestack.api.configuration.Configuration;
import net.vdestack.api.configuration.StackDocuments;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.linux.stack.LinuxStacks;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Specifications as JSON, whole and in part. Of what is no JSON at all, line and column are told. */
@Component(service = StackDocuments.class)
public final class StackJson implements StackDocuments {
    /** The link that {@code "network":"…"} is short for. */
    static final String ONLY_LINK = "vde0";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> STACK =
            Set.of("name", "links", "network", "config", "commands", "underlay", "netns", "labels", "ephemeral");
    private static final Set<String> LINK = Set.of("name", "network", "mac", "mtu");
    /** In messages, the name of a link that has none. */
    private static final String NAMELESS = "?";

    @Override
    public StackSpec read(String json) {
        return read(json, Optional.empty());
    }

    @Override
    public StackSpec read(String json, String name) {
        return read(json, Optional.of(name));
    }

    private static StackSpec read(String json, Optional<String> name) {
        JsonField document = parse(json);
        StackSpec.Builder builder = StackSpec.builder();
        if (document.isObjectOf(STACK)) {
            readName(document, name).ifPresent(builder::name);
            readNetworks(document).forEach(link -> add(link, builder));
            document.find("config")
                    .flatMap(field -> field.text(Configuration::parse))
                    .ifPresent(builder::config);
            document.find("commands")
                    .flatMap(field -> field.text(StackJson::requireCommands))
                    .ifPresent(builder::commands);
            // with the name as it was read, which it must not be
            document.find("underlay")
                    .ifPresent(field ->
                            field.text(underlay -> builder.underlay(underlay).build()));
            document.find("netns").ifPresent(field -> field.text(path -> builder.netns(Path.of(path))));
            document.find("labels").ifPresent(labels -> readMap(labels).forEach(builder::label));
            document.find("ephemeral")
                    .flatMap(JsonField::truth)
                    .filter(ephemeral -> ephemeral)
                    .ifPresent(ephemeral -> builder.ephemeral());
        }
        requireNone(document.mistakes());
        StackSpec spec = builder.build();
        LinuxStacks.check(spec);
        return spec;
    }

    private static void requireNone(List<Mistake> mistakes) {
        if (!mistakes.isEmpty()) {
            throw InvalidSpecException.of(mistakes);
        }
    }

    private static void add(LinkSpec link, StackSpec.Builder builder) {
        builder.link(link.name(), link.network(), link.mac().orElse(null), link.mtu());
    }

    private static void requireCommands(String commands) {
        if (!commands.isBlank()) {
            CommandLine.parse(commands);
        }
    }

    private static Optional<String> readName(JsonField document, Optional<String> known) {
        Optional<JsonField> field = known.isEmpty() ? document.require("name") : document.find("name");
        Optional<String> name = field.flatMap(JsonField::text).or(() -> known);
        if (name.isPresent() && known.isPresent() && !name.equals(known)) {
            field.get().refuse("must be '" + known.get() + "', as this stack is called, or be left out");
            return Optional.empty();
        }
        JsonField place = field.orElse(document);
        return name.filter(
                each -> place.allows(() -> StackSpec.builder().name(each).build()));
    }

    private static List<LinkSpec> readNetworks(JsonField document) {
        Optional<JsonField> network = document.find("network");
        Optional<JsonField> links = document.find("links");
        if (network.isPresent() && links.isPresent()) {
            network.get().refuse("is short for one link; give either this or links");
        }
        List<LinkSpec> result = new ArrayList<>();
        network.filter(field -> links.isEmpty())
                .flatMap(field -> field.text(Locator::parse))
                .ifPresent(locator -> result.add(new LinkSpec(ONLY_LINK, locator, Optional.empty(), 0)));
        links.ifPresent(list -> result.addAll(readLinks(list, Locator::parse)));
        return result;
    }

    /** @param locatorCheck throws IllegalArgumentException */
    private static List<LinkSpec> readLinks(JsonField links, Consumer<String> locatorCheck) {
        List<LinkSpec> result = new ArrayList<>();
        Set<String> names = new HashSet<>();
        links.forEachElement(link -> {
            if (link.isObjectOf(LINK)) {
                readLink(link, names, locatorCheck).ifPresent(result::add);
            }
        });
        return result;
    }

    /** Each value is tried by itself, so that its own place is told if it will not do. */
    private static Optional<LinkSpec> readLink(JsonField link, Set<String> names, Consumer<String> locatorCheck) {
        Optional<JsonField> nameField = link.require("name");
        Optional<String> name = nameField.flatMap(field -> field.text(StackJson::called));
        String called = name.orElse(NAMELESS);
        LinkSpec any = called(called);
        Optional<String> network = link.require("network")
                .flatMap(field -> field.text(text -> {
                    locatorCheck.accept(text);
                    any.withNetwork(text);
                }));
        Optional<MacAddress> mac = link.find("mac")
                .flatMap(field -> field.text(text -> any.withMac(MacAddress.parse(text))))
                .map(MacAddress::parse);
        Optional<Integer> mtu = link.find("mtu")
                .flatMap(field -> field.integer()
                        .filter(number -> field.allows(() -> new LinkSpec(called, any.network(), any.mac(), number))));
        if (name.isPresent() && !names.add(called)) {
            nameField.get().refuse("link name '" + called + "' is given twice");
            return Optional.empty();
        }
        return name.isPresent() && network.isPresent()
                ? Optional.of(new LinkSpec(called, network.get(), mac, mtu.orElse(0)))
                : Optional.empty();
    }

    /** A link with nothing wrong with it but perhaps its name. */
    private static LinkSpec called(String name) {
        return new LinkSpec(name, "lan://", Optional.empty(), 0);
    }

    private static Map<String, String> readMap(JsonField object) {
        Map<String, String> result = new LinkedHashMap<>();
        object.members().forEach((key, field) -> field.text().ifPresent(value -> result.put(key, value)));
        return result;
    }

    /** Reads {@code [{"name":"vde0","network":"…","mac":"…","mtu":1500}]}; mac and mtu may be missing. */
    static List<LinkSpec> readLinks(String text) {
        JsonField links = parse(text);
        // a locator is for its provider to judge, once there is one
        List<LinkSpec> result = readLinks(links, locator -> {});
        requireNone(links.mistakes());
        return result;
    }

    /** Reads {@code {"tenant":"acme"}}. */
    static Map<String, String> readMap(String text) {
        JsonField object = parse(text);
        Map<String, String> result = readMap(object);
        requireNone(object.mistakes());
        return result;
    }

    private static JsonField parse(String text) {
        try {
            return new JsonField("", MAPPER.readTree(text), new ArrayList<>());
        } catch (JacksonException e) {
            String problem = place(e.getLocation()) + reason(e);
            throw new InvalidSpecException(problem, List.of(new Mistake("", problem)), e);
        }
    }

    /** Of what is nested too deeply there is none. */
    private static String place(TokenStreamLocation place) {
        return place == null ? "" : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ";
    }

    /** Without what the library says of itself: where it has the limit from, and how to have no error. */
    private static String reason(JacksonException e) {
        String text = e.getOriginalMessage()
                .replaceFirst("(?s)[,(:][^,(:]*(`|\\[Source).*", "")
                .strip();
        return text.indexOf('(') > text.lastIndexOf(')') ? text + ")" : text;
    }

    @Override
    public String write(StackSpec spec) {
        ObjectNode stack = MAPPER.createObjectNode().put("name", spec.name());
        if (!spec.links().isEmpty()) {
            stack.set("links", links(spec.links()));
        }
        if (!spec.config().isEmpty()) {
            stack.put("config", spec.config());
        }
        if (!spec.commands().isEmpty()) {
            stack.put("commands", spec.commands());
        }
        spec.underlay().ifPresent(underlay -> stack.put("underlay", underlay));
        spec.netns().ifPresent(netns -> stack.put("netns", netns.toString()));
        if (!spec.labels().isEmpty()) {
            ObjectNode labels = stack.putObject("labels");
            new TreeMap<>(spec.labels()).forEach(labels::put);
        }
        if (spec.ephemeral()) {
            stack.put("ephemeral", true);
        }
        return MAPPER.writeValueAsString(stack);
    }

    private static ArrayNode links(List<LinkSpec> links) {
        ArrayNode array = MAPPER.createArrayNode();
        for (LinkSpec link : links) {
            ObjectNode object = array.addObject().put("name", link.name()).put("network", link.network());
            link.mac().ifPresent(mac -> object.put("mac", mac.toString()));
            if (link.mtu() != 0) {
                object.put("mtu", link.mtu());
            }
        }
        return array;
    }

    static String writeLinks(List<LinkSpec> links) {
        return MAPPER.writeValueAsString(links(links));
    }

    /** Sorted, so that the same map is the same text. */
    static String writeMap(Map<String, String> map) {
        return MAPPER.writeValueAsString(new TreeMap<>(map));
    }
}
