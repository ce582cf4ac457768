package net.vdestack.ctl.command;

import static net.vdestack.ctl.command.StackTables.text;

import net.vdestack.ctl.server.Server;
import net.vdestack.ctl.shell.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "preflight",
        description = "Look whether the server's machine can run stacks, and what would help if not.",
        footer = {"", "Exit code: 1 if a check fails."})
final class PreflightCommand extends ServerCommand {
    @Mixin
    private JsonOption json;

    @Override
    int ask(Server server) throws Exception {
        JsonNode checks = server.get("preflight");
        print(checks, json, PreflightCommand::table);
        boolean failed = checks.path("items")
                .valueStream()
                .anyMatch(check -> text(check, "status").equals("fail"));
        return failed ? 1 : 0;
    }

    private static Table table(JsonNode checks) {
        Table table = new Table("STATUS", "CHECK", "DETAIL");
        for (JsonNode check : checks.path("items")) {
            table.row(text(check, "status"), text(check, "name"), text(check, "detail"));
            String remedy = text(check, "remedy");
            if (!remedy.isEmpty()) {
                table.row(" ", " ", "remedy: " + remedy);
            }
        }
        return table;
    }
}
