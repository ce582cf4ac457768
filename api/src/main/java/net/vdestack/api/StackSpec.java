package net.vdestack.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A stack to make, or what a stack was made from. To be made with {@link #builder()}: the record's own constructor
 * changes when components join.
 *
 * @param name a DNS label: 1 to 63 of a-z, 0-9 and {@code -}
 * @param links its links, in order; none for a stack with loopback alone
 * @param config a configuration string ({@link net.vdestack.api.configuration.Configuration}); empty for none
 * @param commands commands to run at the end of the creation ({@link NetworkStack#run(String)}), for 2 minutes at most;
 *     empty for none
 * @param underlay the stack in which the sockets of its links' networks live, so that stacks nest; empty for the host
 * @param netns an existing network namespace to attach to, such as {@code /run/netns/blue}; empty to make a new one
 * @param labels anything the owner wants to say of it
 * @param ephemeral whether it is never stored: in OSGi a stack is a configuration, and there again after a restart,
 *     unless it is ephemeral; in plain Java every stack ends with the JVM
 */
public record StackSpec(
        String name,
        List<LinkSpec> links,
        String config,
        String commands,
        Optional<String> underlay,
        Optional<Path> netns,
        Map<String, String> labels,
        boolean ephemeral) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    public StackSpec {
        requireName("stack name", name);
        links = List.copyOf(links);
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(commands, "commands");
        underlay.ifPresent(stack -> requireName("underlay", stack));
        if (underlay.equals(Optional.of(name))) {
            throw new IllegalArgumentException("underlay '" + name
                    + "': a stack cannot be its own underlay; name another" + " one, or none for the host");
        }
        Objects.requireNonNull(netns, "netns");
        labels = Map.copyOf(labels);
        Set<String> interfaces = new HashSet<>();
        for (LinkSpec link : links) {
            if (!interfaces.add(link.name())) {
                throw new IllegalArgumentException("link name '" + link.name() + "' is given twice");
            }
        }
    }

    private static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " '" + name + "': must be 1 to 63 of a-z, 0-9 and -, not beginning or ending with -");
        }
    }

    /** Starts a specification: no link, no configuration, a generated name. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The same specification with one link plugged into another network.
     *
     * @throws IllegalArgumentException if there is no such link
     */
    public StackSpec withNetwork(String link, String network) {
        if (links.stream().noneMatch(each -> each.name().equals(link))) {
            throw new IllegalArgumentException("stack " + name + " has no link '" + link + "'");
        }
        List<LinkSpec> changed = links.stream()
                .map(each -> each.name().equals(link) ? each.withNetwork(network) : each)
                .toList();
        return new StackSpec(name, changed, config, commands, underlay, netns, labels, ephemeral);
    }

    /** The same specification with another configuration string. */
    public StackSpec withConfig(String other) {
        return new StackSpec(name, links, other, commands, underlay, netns, labels, ephemeral);
    }

    /**
     * Collects a {@link StackSpec}. Not thread safe. A name or number that cannot be is refused at {@link #build()} at
     * the latest; locators, configuration and commands are read when the stack is created.
     */
    public static final class Builder {
        private final List<LinkSpec> links = new ArrayList<>();
        private final Map<String, String> labels = new LinkedHashMap<>();
        private String name;
        private String config = "";
        private String commands = "";
        private String underlay;
        private Path netns;
        private boolean ephemeral;

        private Builder() {}

        /** The stack's name; generated unless given. */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /** Adds a link with a generated Ethernet address and the MTU that the network carries. */
        public Builder link(String name, String network) {
            return link(name, network, null, 0);
        }

        /**
         * Adds a link.
         *
         * @param mac its Ethernet address, or null to have one generated
         * @param mtu its MTU in bytes, or 0 for what the network carries, at most 1500
         */
        public Builder link(String name, String network, MacAddress mac, int mtu) {
            links.add(new LinkSpec(name, network, Optional.ofNullable(mac), mtu));
            return this;
        }

        /** A configuration string, such as {@code eth,ip=10.0.0.1/24,gw=10.0.0.254}. */
        public Builder config(String config) {
            this.config = Objects.requireNonNull(config, "config");
            return this;
        }

        /**
         * Commands to run when all else is done; the first that fails makes the creation fail. All of them together may
         * take 2 minutes: start what runs longer with {@link NetworkStack#start}.
         */
        public Builder commands(String commands) {
            this.commands = Objects.requireNonNull(commands, "commands");
            return this;
        }

        /**
         * The stack through which its links reach their networks: where the sockets of {@code vxvde://}, {@code udp://}
         * and the like live, and the interfaces of {@code tap://}. The host unless given. When that stack ends, the
         * links are {@linkplain ForwarderState#DISCONNECTED disconnected} until there is one of its name again.
         */
        public Builder underlay(String stack) {
            this.underlay = Objects.requireNonNull(stack, "underlay");
            return this;
        }

        /** Attaches to an existing network namespace instead of making one. It outlives the stack. */
        public Builder netns(Path netns) {
            this.netns = Objects.requireNonNull(netns, "netns");
            return this;
        }

        /** Adds a label. */
        public Builder label(String key, String value) {
            labels.put(key, value);
            return this;
        }

        /** Keeps it from being stored. It ends with the platform, and no restart brings it back. */
        public Builder ephemeral() {
            this.ephemeral = true;
            return this;
        }

        /**
         * The specification.
         *
         * @throws IllegalArgumentException naming the value that cannot be
         */
        public StackSpec build() {
            String chosen = name != null
                    ? name
                    : "stack-" + UUID.randomUUID().toString().substring(0, 8);
            return new StackSpec(
                    chosen,
                    links,
                    config,
                    commands,
                    Optional.ofNullable(underlay),
                    Optional.ofNullable(netns),
                    labels,
                    ephemeral);
        }
    }
}
