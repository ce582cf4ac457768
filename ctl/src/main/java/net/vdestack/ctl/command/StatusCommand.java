package net.vdestack.ctl.command;

import static net.vdestack.ctl.command.StackTables.text;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.vdestack.ctl.server.Json;
import net.vdestack.ctl.server.Server;
import net.vdestack.ctl.server.Token;
import net.vdestack.ctl.shell.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "status",
        description = "Tell the server, its version, whether it is ready, and how its stacks are.",
        footer = {"", "Exit code: 1 if it is not ready."})
final class StatusCommand extends ServerCommand {
    @Mixin
    private JsonOption json;

    @Override
    int ask(Server server) throws Exception {
        JsonNode readiness = server.readiness();
        boolean ready = text(readiness, "status").equals("UP");
        String version = text(server.get(""), "version");
        Map<String, Long> stacks = server.get("stacks")
                .path("items")
                .valueStream()
                .collect(Collectors.groupingBy(stack -> text(stack, "state"), TreeMap::new, Collectors.counting()));
        if (json.isWanted()) {
            ObjectNode status = Json.object()
                    .put("server", server.endpoint().toString())
                    .put("version", version)
                    .put("ready", ready);
            status.set(
                    "waiting",
                    Json.array(readiness.path("waiting").valueStream().toList()));
            ObjectNode states = status.putObject("stacks");
            stacks.forEach(states::put);
            print(status);
        } else {
            print(new Table("", "")
                    .row("server", server.endpoint())
                    .row("token", server.token().map(Token::source).orElse("none"))
                    .row("version", version)
                    .row("ready", ready ? "yes" : "no, it waits for " + waiting(readiness))
                    .row(
                            "stacks",
                            stacks.isEmpty()
                                    ? "none"
                                    : stacks.entrySet().stream()
                                            .map(state -> state.getValue() + " " + state.getKey())
                                            .collect(Collectors.joining(", "))));
        }
        return ready ? 0 : 1;
    }

    private static String waiting(JsonNode readiness) {
        return readiness.path("waiting").valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
    }
}
