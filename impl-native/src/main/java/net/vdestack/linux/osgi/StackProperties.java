package net.vdestack.linux.osgi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.MacAddress;
import net.vdestack.api.StackSpec;
import net.vdestack.linux.stack.StackIdentity;
import org.osgi.framework.FrameworkUtil;

/** A stack as the properties of a configuration. */
final class StackProperties {
    private static final String NETWORK = "network";
    private static final String LINKS = "links";
    private static final String CONFIG = "config";
    private static final String COMMANDS = "commands";
    private static final String UNDERLAY = "underlay";
    private static final String NETNS = "netns";
    private static final String LABELS = "labels";
    private static final String UID = "uid";
    private static final String CREATED = "created";
    private static final String MACS = "macs";
    private static final Set<String> IDENTITY = Set.of(UID, CREATED, MACS);
    private static final Set<String> SPEC = Collections.unmodifiableSet(
            new TreeSet<>(Set.of(NETWORK, LINKS, CONFIG, COMMANDS, UNDERLAY, NETNS, LABELS)));

    private static final Logger LOG = System.getLogger(StackProperties.class.getName());

    private StackProperties() {}

    /** Those of a stack. Its name is not among them, since it is the configuration's. */
    static Map<String, Object> write(StackSpec spec) {
        Map<String, Object> properties = new TreeMap<>();
        List<LinkSpec> links = spec.links();
        if (links.size() == 1 && links.get(0).equals(onlyLink(links.get(0).network()))) {
            properties.put(NETWORK, links.get(0).network());
        } else if (!links.isEmpty()) {
            properties.put(LINKS, StackJson.writeLinks(links));
        }
        if (!spec.config().isEmpty()) {
            properties.put(CONFIG, spec.config());
        }
        if (!spec.commands().isEmpty()) {
            properties.put(COMMANDS, spec.commands());
        }
        spec.underlay().ifPresent(underlay -> properties.put(UNDERLAY, underlay));
        spec.netns().ifPresent(netns -> properties.put(NETNS, netns.toString()));
        if (!spec.labels().isEmpty()) {
            properties.put(LABELS, StackJson.writeMap(spec.labels()));
        }
        return properties;
    }

    /** What the stack keeps, for whoever makes it once more. */
    static Map<String, Object> write(StackIdentity identity) {
        Map<String, Object> properties = new TreeMap<>();
        properties.put(UID, identity.uid().toString());
        properties.put(CREATED, identity.createdAt().toString());
        if (!identity.macs().isEmpty()) {
            Map<String, String> macs = new TreeMap<>();
            identity.macs().forEach((link, mac) -> macs.put(link, mac.toString()));
            properties.put(MACS, StackJson.writeMap(macs));
        }
        return properties;
    }

    /** These properties with another identity, or with one for the first time; null if it is the one they have. */
    static Map<String, Object> withIdentity(Dictionary<String, Object> properties, StackIdentity identity) {
        Map<String, Object> before = FrameworkUtil.asMap(properties);
        Map<String, Object> changed = new TreeMap<>(before);
        changed.keySet().removeAll(IDENTITY);
        changed.putAll(write(identity));
        return changed.equals(before) ? null : changed;
    }

    /** What of an identity is not there, or is no good, is made anew. */
    static StackIdentity readIdentity(String name, Dictionary<String, Object> properties) {
        StackIdentity fresh = StackIdentity.ofNew();
        return new StackIdentity(
                readKept(name, properties, UID, UUID::fromString).orElse(fresh.uid()),
                readKept(name, properties, CREATED, Instant::parse).orElse(fresh.createdAt()),
                readKept(name, properties, MACS, StackProperties::readMacs).orElse(fresh.macs()));
    }

    private static <T> Optional<T> readKept(
            String name, Dictionary<String, Object> properties, String key, Function<String, T> reader) {
        try {
            return find(properties, key).map(reader);
        } catch (IllegalArgumentException | DateTimeException e) {
            LOG.log(
                    Level.WARNING,
                    "stack {0}: property {1} ''{2}'' is of no use and made anew: {3}",
                    name,
                    key,
                    properties.get(key),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static Map<String, MacAddress> readMacs(String text) {
        Map<String, MacAddress> macs = new TreeMap<>();
        StackJson.readMap(text)
                .forEach((link, mac) -> macs.put(
                        link,
                        onlyLink("lan://").withMac(MacAddress.parse(mac)).mac().orElseThrow()));
        return macs;
    }

    private static LinkSpec onlyLink(String network) {
        return new LinkSpec(StackJson.ONLY_LINK, network, Optional.empty(), 0);
    }

    /**
     * The stack of these properties. Those of the framework and its tools, which have a dot or begin with a colon, are
     * passed over.
     *
     * @throws IllegalArgumentException naming the property and its value
     */
    static StackSpec read(String name, Dictionary<String, Object> properties) {
        for (String key : Collections.list(properties.keys())) {
            if (!SPEC.contains(key) && !IDENTITY.contains(key) && !key.contains(".") && !key.startsWith(":")) {
                throw new IllegalArgumentException("property " + key + " '" + properties.get(key)
                        + "': is not known; known are " + String.join(", ", SPEC));
            }
        }
        Optional<String> network = find(properties, NETWORK);
        Optional<String> links = find(properties, LINKS);
        if (network.isPresent() && links.isPresent()) {
            throw new IllegalArgumentException(
                    "property network '" + network.get() + "': is short for one link; give either this or links");
        }
        StackSpec.Builder builder = StackSpec.builder().name(name);
        read(NETWORK, network, value -> builder.link(StackJson.ONLY_LINK, value));
        read(
                LINKS,
                links,
                value -> StackJson.readLinks(value)
                        .forEach(link -> builder.link(
                                link.name(), link.network(), link.mac().orElse(null), link.mtu())));
        find(properties, CONFIG).ifPresent(builder::config);
        find(properties, COMMANDS).ifPresent(builder::commands);
        find(properties, UNDERLAY).ifPresent(builder::underlay);
        read(NETNS, find(properties, NETNS), value -> builder.netns(Path.of(value)));
        read(LABELS, find(properties, LABELS), value -> StackJson.readMap(value).forEach(builder::label));
        return builder.build();
    }

    private interface Reader {
        void read(String value);
    }

    private static void read(String key, Optional<String> value, Reader reader) {
        try {
            value.ifPresent(reader::read);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("property " + key + " '" + value.get() + "': " + e.getMessage(), e);
        }
    }

    private static Optional<String> find(Dictionary<String, Object> properties, String key) {
        Object value = properties.get(key);
        if (value != null && !(value instanceof String)) {
            throw new IllegalArgumentException("property " + key + " '" + value + "': must be a string");
        }
        return Optional.ofNullable((String) value);
    }
}
