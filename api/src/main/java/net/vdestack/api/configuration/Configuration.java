package net.vdestack.api.configuration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What to configure on which interfaces. Parsing changes nothing and asks nobody.
 *
 * <p>A configuration string is a list of words separated by commas:
 *
 * <table>
 * <caption>words</caption>
 * <tr><td>{@code iface=NAME}</td><td>the interface meant; {@code vde0} unless given</td></tr>
 * <tr><td>{@code eth}</td><td>set the interface up; a link of a new stack is</td></tr>
 * <tr><td>{@code mac=ADDRESS}</td><td>its Ethernet address; also {@code macaddr=}</td></tr>
 * <tr><td>{@code ip=ADDRESS/LENGTH}</td><td>an IPv4 or IPv6 address, repeatable; 24 or 64 without a length</td></tr>
 * <tr><td>{@code gw=ADDRESS}</td><td>a default gateway, one for IPv4 and one for IPv6</td></tr>
 * </table>
 *
 * With more than one {@code iface=} the string has sections: each opens one, and the first word must be one.
 *
 * @param interfaces what to configure, by interface name, in the order given
 */
public record Configuration(Map<String, InterfaceConfiguration> interfaces) {
    /** The interface meant when none is named. */
    public static final String DEFAULT_INTERFACE = "vde0";

    private static final String IFACE = "iface=";
    /** What can be written in a configuration string; the kernel knows which interfaces there are. */
    private static final Pattern NAME = Pattern.compile("[^,\\s]+");

    public Configuration {
        interfaces = Collections.unmodifiableMap(new LinkedHashMap<>(interfaces));
        for (String name : interfaces.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "'" + IFACE + name + "': name an interface, without commas or blanks");
            }
        }
    }

    /**
     * Reads a configuration string.
     *
     * @throws IllegalArgumentException naming the word that is not known or not usable
     */
    public static Configuration parse(String text) {
        Map<String, InterfaceConfiguration> interfaces = new LinkedHashMap<>();
        if (text.isBlank()) {
            return new Configuration(interfaces);
        }
        for (List<String> section : sections(List.of(text.trim().split("\\s*,\\s*", -1)))) {
            String name = section.stream()
                    .filter(word -> word.startsWith(IFACE))
                    .findFirst()
                    .map(word -> word.substring(IFACE.length()))
                    .orElse(DEFAULT_INTERFACE);
            List<String> words =
                    section.stream().filter(word -> !word.startsWith(IFACE)).toList();
            if (interfaces.put(name, InterfaceConfiguration.parse(words)) != null) {
                throw new IllegalArgumentException(
                        "'" + IFACE + name + "' in '" + text + "': this interface is already configured here");
            }
        }
        return new Configuration(interfaces);
    }

    /** One list of words for each interface. A single {@code iface=} may stand anywhere. */
    private static List<List<String>> sections(List<String> words) {
        List<List<String>> sections = new ArrayList<>();
        if (words.stream().filter(word -> word.startsWith(IFACE)).count() <= 1) {
            sections.add(words);
            return sections;
        }
        for (String word : words) {
            if (word.startsWith(IFACE)) {
                sections.add(new ArrayList<>());
            } else if (sections.isEmpty()) {
                throw new IllegalArgumentException(
                        "'" + word + "' stands before the first of several iface=: begin with iface=");
            }
            sections.get(sections.size() - 1).add(word);
        }
        return sections;
    }

    /** This configuration with each interface of the other one taking the place of its namesake here. */
    public Configuration with(Configuration other) {
        Map<String, InterfaceConfiguration> union = new LinkedHashMap<>(interfaces);
        union.putAll(other.interfaces);
        return new Configuration(union);
    }

    /**
     * This configuration with {@code eth} and {@code mac=} of the former one where it says nothing of them: those stay
     * when the next configuration is applied.
     */
    public Configuration keepingLinkOf(Configuration former) {
        Map<String, InterfaceConfiguration> kept = new LinkedHashMap<>();
        interfaces.forEach((name, now) -> {
            InterfaceConfiguration before = former.interfaces.getOrDefault(name, InterfaceConfiguration.empty());
            kept.put(
                    name,
                    new InterfaceConfiguration(
                            now.up() || before.up(), now.mac().or(before::mac), now.addresses(), now.gateways()));
        });
        return new Configuration(kept);
    }

    /** A string that {@link #parse} reads back as an equal configuration. */
    @Override
    public String toString() {
        return interfaces.entrySet().stream()
                .map(entry -> {
                    String words = entry.getValue().toString();
                    return IFACE + entry.getKey() + (words.isEmpty() ? "" : "," + words);
                })
                .collect(Collectors.joining(","));
    }
}
