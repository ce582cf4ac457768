package net.vdestack.linux.osgi;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.StackSpec;
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
    private static final Set<String> KNOWN = Collections.unmodifiableSet(
            new TreeSet<>(Set.of(NETWORK, LINKS, CONFIG, COMMANDS, UNDERLAY, NETNS, LABELS)));

    private StackProperties() {}

    /** Those of a stack. Its name is not among them, since it is the configuration's. */
    static Dictionary<String, Object> write(StackSpec spec) {
        Map<String, Object> properties = new TreeMap<>();
        List<LinkSpec> links = spec.links();
        if (links.size() == 1 && links.get(0).equals(onlyLink(links.get(0).network()))) {
            properties.put(NETWORK, links.get(0).network());
        } else if (!links.isEmpty()) {
            properties.put(LINKS, StackJson.write(links));
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
            properties.put(LABELS, StackJson.write(spec.labels()));
        }
        return FrameworkUtil.asDictionary(properties);
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
            if (!KNOWN.contains(key) && !key.contains(".") && !key.startsWith(":")) {
                throw new IllegalArgumentException("property " + key + " '" + properties.get(key)
                        + "': is not known; known are " + String.join(", ", KNOWN));
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
        read(
                LABELS,
                find(properties, LABELS),
                value -> StackJson.readLabels(value).forEach(builder::label));
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
