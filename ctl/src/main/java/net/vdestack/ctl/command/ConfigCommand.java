package net.vdestack.ctl.command;

import java.util.Optional;
import net.vdestack.ctl.server.Json;
import net.vdestack.ctl.server.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "config", description = "Apply a configuration string to a stack, for good.")
final class ConfigCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "the stack")
    private String name;

    @Parameters(index = "1", paramLabel = "CONFIG", description = "such as eth,ip=10.0.0.1/24,gw=10.0.0.254")
    private String config;

    @Mixin
    private JsonOption json;

    @Override
    int ask(Server server) throws Exception {
        String body = Json.object().put("config", config).toString();
        JsonNode stack = server.answer("POST", stack(name) + "/config", Optional.of(body))
                .body();
        print(stack, json, each -> StackTables.links(each.path("links")));
        return 0;
    }
}
