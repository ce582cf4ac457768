package net.vdestack.ctl.command;

import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import net.vdestack.ctl.shell.Amounts;
import net.vdestack.ctl.shell.Table;
import tools.jackson.databind.JsonNode;

/** Stacks and links as people read them. */
final class StackTables {
    private StackTables() {}

    /** A line for a stack as it is now. */
    static Table stack(JsonNode stack) {
        return stacks(List.of(stack), Clock.systemUTC());
    }

    /** A line for each stack. */
    static Table stacks(Iterable<JsonNode> stacks, Clock clock) {
        Table table = new Table("NAME", "STATE", "NETWORK", "ADDRESS", "AGE");
        for (JsonNode stack : stacks) {
            List<JsonNode> links = stack.path("links").valueStream().toList();
            table.row(
                    text(stack, "name"),
                    text(stack, "state"),
                    links.stream().map(link -> text(link, "network")).collect(Collectors.joining(" ")),
                    links.stream()
                            .map(link -> addresses(link, false))
                            .filter(each -> !each.isEmpty())
                            .collect(Collectors.joining(" ")),
                    Amounts.since(text(stack, "createdAt"), clock.instant()));
        }
        return table;
    }

    /** A line for each link. */
    static Table links(Iterable<JsonNode> links) {
        Table table = new Table("LINK", "NETWORK", "STATE", " MTU", "MAC", "ADDRESS");
        for (JsonNode link : links) {
            table.row(
                    text(link, "name"),
                    text(link, "network"),
                    text(link.path("forwarder"), "state"),
                    text(link, "mtu"),
                    text(link, "mac"),
                    addresses(link, true));
        }
        return table;
    }

    /** A line for each route. */
    static Table routes(Iterable<JsonNode> routes) {
        Table table = new Table("DESTINATION", "GATEWAY", "LINK", " METRIC");
        for (JsonNode route : routes) {
            table.row(text(route, "destination"), text(route, "gateway"), text(route, "link"), text(route, "metric"));
        }
        return table;
    }

    /** @param all with those that are for the link alone, which every interface has */
    private static String addresses(JsonNode link, boolean all) {
        return StreamSupport.stream(link.path("addresses").spliterator(), false)
                .map(JsonNode::asString)
                .filter(address -> all || !address.startsWith("fe80:"))
                .collect(Collectors.joining(" "));
    }

    /** A member as text; empty if it is not there or null. */
    static String text(JsonNode object, String member) {
        JsonNode value = object.path(member);
        return value.isNull() ? "" : value.asString("");
    }
}
