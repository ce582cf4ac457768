package net.vdestack.console;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.vdestack.api.FailedStack;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.Route;
import net.vdestack.api.SocketCounts;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.api.StackStatistics;

/** Stacks as text. */
final class StackTables {
    private static final String NONE = "-";

    private StackTables() {}

    /** What {@link #overview} rows belong into. */
    static Table overviews() {
        return new Table("NAME", "STATE", "NETWORKS", "ADDRESSES", "ERROR");
    }

    /** Adds a stack in one row. */
    static void overview(Table table, NetworkStack stack) throws IOException {
        List<LinkStatus> links = stack.links();
        table.row(
                stack.name(),
                stack.state(),
                words(links.stream().map(LinkStatus::network)),
                words(addresses(links)),
                links.stream()
                        .flatMap(link -> link.forwarder().error().stream())
                        .collect(Collectors.joining("; ")));
    }

    /** The same of one that could not be started. */
    static void overview(Table table, FailedStack stack) {
        List<LinkSpec> links = stack.spec().map(StackSpec::links).orElse(List.of());
        table.row(stack.name(), StackState.FAILED, words(links.stream().map(LinkSpec::network)), NONE, stack.error());
    }

    /** Every link has those of its own scope, which say nothing of the network. */
    private static Stream<InterfaceAddress> addresses(List<LinkStatus> links) {
        return links.stream()
                .flatMap(link -> link.addresses().stream())
                .filter(address -> !address.address().isLinkLocalAddress());
    }

    /** All that is known of a stack. */
    static String details(NetworkStack stack) throws IOException {
        Table head = head(stack.name(), stack.uid(), stack.createdAt(), stack.state());
        spec(head, stack.spec());
        Table links = new Table("LINK", "NETWORK", "STATE", "SINCE", "MTU", "MAC", "ADDRESSES", "ERROR");
        for (LinkStatus link : stack.links()) {
            links.row(
                    link.name(),
                    link.network(),
                    link.forwarder().state(),
                    link.forwarder().since().truncatedTo(ChronoUnit.MILLIS),
                    link.mtu(),
                    link.mac(),
                    words(link.addresses().stream()),
                    link.forwarder().error().orElse(""));
        }
        Table routes = new Table("DESTINATION", "GATEWAY", "LINK", "METRIC");
        for (Route route : stack.routes()) {
            routes.row(
                    route.destination(),
                    route.gateway().map(InterfaceAddress::text).orElse(NONE),
                    route.link().orElse(NONE),
                    route.metric());
        }
        return paragraphs(head, links, routes);
    }

    /** The same of one that could not be started. */
    static String details(FailedStack stack) {
        Table head = head(stack.name(), stack.uid(), stack.createdAt(), StackState.FAILED);
        head.row("error", stack.error());
        if (stack.spec().isEmpty()) {
            return head.toString();
        }
        spec(head, stack.spec().get());
        Table links = new Table("LINK", "NETWORK");
        stack.spec().get().links().forEach(link -> links.row(link.name(), link.network()));
        return paragraphs(head, links);
    }

    /** Of several tables; a head with nothing below it says nothing. */
    private static String paragraphs(Table... tables) {
        return Stream.of(tables)
                .filter(table -> !table.isBare())
                .map(Table::toString)
                .collect(Collectors.joining("\n\n"));
    }

    private static Table head(String name, UUID uid, Instant createdAt, StackState state) {
        return new Table().row("name", name).row("uid", uid).row("state", state).row("created", createdAt);
    }

    private static void spec(Table table, StackSpec spec) {
        table.row("stored", spec.ephemeral() ? "no: it ends with the platform" : "yes");
        Map<String, Optional<?>> given = new TreeMap<>();
        given.put("config", text(spec.config()));
        given.put("commands", text(spec.commands()));
        given.put("underlay", spec.underlay());
        given.put("netns", spec.netns());
        given.put("labels", text(labels(spec.labels())));
        given.forEach((what, value) -> value.ifPresent(each -> table.row(what, each)));
    }

    private static Optional<String> text(String text) {
        return Optional.of(text).filter(each -> !each.isEmpty());
    }

    private static String labels(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(" "));
    }

    /** What {@link #counters} rows belong into. */
    static Table counters() {
        return new Table(
                "STACK",
                "LINK",
                "SCHEME",
                "RX-FRAMES",
                "RX-BYTES",
                "TX-FRAMES",
                "TX-BYTES",
                "DROPS",
                "RECONNECTS",
                "SWAPS");
    }

    /** Adds a row for each link of a stack, or one if it has none. */
    static void counters(Table table, StackStatistics stack) {
        if (stack.links().isEmpty()) {
            table.row(stack.stack(), NONE);
        }
        for (LinkStatistics link : stack.links()) {
            table.row(
                    stack.stack(),
                    link.name(),
                    link.scheme(),
                    link.receiveFrames(),
                    link.receiveBytes(),
                    link.transmitFrames(),
                    link.transmitBytes(),
                    drops(link),
                    link.reconnects(),
                    link.swaps());
        }
    }

    /** Reasons that have not come up say nothing. */
    private static String drops(LinkStatistics link) {
        String found = link.drops().entrySet().stream()
                .filter(drop -> drop.getValue() > 0)
                .map(drop -> drop.getKey().key() + "=" + drop.getValue())
                .collect(Collectors.joining(","));
        return found.isEmpty() ? "0" : found;
    }

    static String sockets(SocketCounts sockets) {
        return new Table("TCP-ESTABLISHED", "TCP-LISTEN", "UDP")
                .row(sockets.tcpEstablished(), sockets.tcpListen(), sockets.udp())
                .toString();
    }

    private static String words(Stream<?> values) {
        String words = values.map(Object::toString).collect(Collectors.joining(" "));
        return words.isEmpty() ? NONE : words;
    }
}
