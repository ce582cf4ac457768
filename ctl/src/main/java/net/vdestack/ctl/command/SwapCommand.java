package net.vdestack.ctl.command;

import java.util.List;
import java.util.Optional;
import net.vdestack.ctl.server.Json;
import net.vdestack.ctl.server.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "swap",
        description = "Plug a link into another network. The interface, its addresses and open connections stay.",
        customSynopsis = "vdestackctl swap NAME [LINK] NETWORK [--json]")
final class SwapCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "the stack")
    private String name;

    @Parameters(
            index = "1..*",
            arity = "1..2",
            paramLabel = "[LINK] NETWORK",
            hideParamSyntax = true,
            description = "the link, if there are several, and the network, such as lan://demo")
    private List<String> words;

    @Mixin
    private JsonOption json;

    @Override
    int ask(Server server) throws Exception {
        if (words.size() > 2) {
            throw misused("too many words: NAME [LINK] NETWORK are");
        }
        String link = words.size() == 2 ? words.get(0) : onlyLink(server, name);
        String body = Json.object().put("network", words.get(words.size() - 1)).toString();
        JsonNode swapped =
                server.answer("PUT", link(name, link), Optional.of(body)).body();
        print(swapped, json, plugged -> StackTables.links(List.of(plugged)));
        return 0;
    }
}
