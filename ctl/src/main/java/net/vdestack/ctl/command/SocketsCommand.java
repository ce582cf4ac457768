package net.vdestack.ctl.command;

import static net.vdestack.ctl.command.StackTables.text;

import net.vdestack.ctl.server.Server;
import net.vdestack.ctl.shell.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "sockets", description = "List the open sockets in a stack, as ss does.")
final class SocketsCommand extends ServerCommand {
    @Parameters(paramLabel = "NAME", description = "the stack")
    private String name;

    @Mixin
    private JsonOption json;

    @Override
    int ask(Server server) throws Exception {
        JsonNode sockets = server.get(stack(name) + "/sockets");
        print(sockets, json, SocketsCommand::table);
        return 0;
    }

    private static Table table(JsonNode sockets) {
        Table table = new Table("PROTOCOL", "STATE", " RECV-Q", " SEND-Q", "LOCAL", "REMOTE", " USER");
        for (JsonNode socket : sockets.path("items")) {
            table.row(
                    text(socket, "protocol"),
                    text(socket, "state"),
                    text(socket, "receiveQueue"),
                    text(socket, "sendQueue"),
                    text(socket, "local"),
                    text(socket, "remote"),
                    text(socket, "user"));
        }
        return table;
    }
}
