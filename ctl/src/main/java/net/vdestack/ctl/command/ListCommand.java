package net.vdestack.ctl.command;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import net.vdestack.ctl.server.Json;
import net.vdestack.ctl.server.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "list", aliases = "ls", description = "List stacks, sorted by name.")
final class ListCommand extends ServerCommand {
    @Mixin
    private JsonOption json;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "KEY[=VALUE]",
            mapFallbackValue = "",
            description = "only those with this label; more than once: with all of them")
    private Map<String, String> labels = Map.of();

    @Option(
            names = {"-q", "--quiet"},
            description = "names alone, a line each")
    private boolean quiet;

    @Override
    int ask(Server server) throws Exception {
        List<JsonNode> stacks = server.get("stacks")
                .path("items")
                .valueStream()
                .filter(this::hasLabels)
                .toList();
        if (json.isWanted()) {
            print(Json.object().set("items", Json.array(stacks)));
        } else if (quiet) {
            stacks.forEach(stack -> print(StackTables.text(stack, "name")));
        } else {
            print(StackTables.stacks(stacks, Clock.systemUTC()));
        }
        return 0;
    }

    private boolean hasLabels(JsonNode stack) {
        JsonNode has = stack.path("labels");
        return labels.entrySet().stream()
                .allMatch(label -> has.has(label.getKey())
                        && (label.getValue().isEmpty()
                                || has.path(label.getKey()).asString("").equals(label.getValue())));
    }
}
