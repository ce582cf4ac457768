package net.vdestack.ctl.command;

import static net.vdestack.ctl.command.StackTables.text;

import java.util.stream.Collectors;
import net.vdestack.ctl.server.Server;
import net.vdestack.ctl.shell.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(name = "forwarders", description = "List the kinds of networks that the server knows.")
final class ForwardersCommand extends ServerCommand {
    @Mixin
    private JsonOption json;

    @Override
    int ask(Server server) throws Exception {
        JsonNode forwarders = server.get("forwarders");
        print(forwarders, json, ForwardersCommand::table);
        return 0;
    }

    private static Table table(JsonNode forwarders) {
        Table table = new Table("SCHEME", "AVAILABLE", "VERSION", "PARAMETERS", "REASON");
        for (JsonNode forwarder : forwarders.path("items")) {
            table.row(
                    text(forwarder, "scheme"),
                    forwarder.path("available").asBoolean(false) ? "yes" : "no",
                    text(forwarder, "version"),
                    forwarder
                            .path("parameters")
                            .valueStream()
                            .map(ForwardersCommand::parameter)
                            .collect(Collectors.joining(" ")),
                    text(forwarder, "reason"));
        }
        return table;
    }

    private static String parameter(JsonNode parameter) {
        String absent = text(parameter, "default");
        return text(parameter, "name") + (absent.isEmpty() ? "" : "=" + absent);
    }
}
