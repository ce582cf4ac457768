package net.vdestack.ctl.command;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.vdestack.ctl.server.Json;
import net.vdestack.ctl.server.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "create",
        description = "Create a stack, and wait until it is up.",
        customSynopsis = {
            "vdestackctl create NAME [--network NETWORK] [--config CONFIG] [...]",
            "       vdestackctl create -f FILE"
        },
        footer = {
            "",
            "A stack with several links takes a document, as 'vdestackctl show NAME --spec' prints it:",
            "  {\"name\":\"blue\",\"links\":[{\"name\":\"vde0\",\"network\":\"lan://a\"},"
                    + "{\"name\":\"vde1\",\"network\":\"lan://b\"}]}"
        })
final class CreateCommand extends ServerCommand {
    /** The link that {@code "network"} is short for. */
    private static final String ONLY_LINK = "vde0";

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "what it is to be called")
    private Optional<String> name = Optional.empty();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "a document that says all of it; - is standard input")
    private Optional<String> file = Optional.empty();

    @Option(
            names = {"-n", "--network"},
            paramLabel = "NETWORK",
            description = "plug its link " + ONLY_LINK + " into this network, such as lan://demo; none: loopback alone")
    private Optional<String> network = Optional.empty();

    @Option(names = "--mac", paramLabel = "MAC", description = "the link's Ethernet address")
    private Optional<String> mac = Optional.empty();

    @Option(names = "--mtu", paramLabel = "BYTES", description = "the link's MTU")
    private Optional<Integer> mtu = Optional.empty();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "CONFIG",
            description = "a configuration string, such as eth,ip=10.0.0.1/24,gw=10.0.0.254")
    private Optional<String> config = Optional.empty();

    @Option(
            names = "--command",
            paramLabel = "COMMANDS",
            description = "run when all else is done: commands with ; between. For administrators")
    private Optional<String> commands = Optional.empty();

    @Option(
            names = "--underlay",
            paramLabel = "STACK",
            description = "the stack in which the sockets of its network live")
    private Optional<String> underlay = Optional.empty();

    @Option(names = "--netns", paramLabel = "PATH", description = "attach to this namespace. For administrators")
    private Optional<String> netns = Optional.empty();

    @Option(
            names = {"-l", "--label"},
            paramLabel = "KEY=VALUE",
            description = "a label; may be given more than once")
    private Map<String, String> labels = Map.of();

    @Option(names = "--ephemeral", description = "do not store it: it ends with the server")
    private boolean ephemeral;

    @Mixin
    private JsonOption json;

    @Override
    int ask(Server server) throws Exception {
        String body = file.isPresent() ? fromFile(file.get()) : fromWords().toString();
        JsonNode stack = server.answer("POST", "stacks", Optional.of(body)).body();
        print(stack, json, StackTables::stack);
        return 0;
    }

    private String fromFile(String document) throws Exception {
        boolean more = Stream.of(name, network, mac, mtu, config, commands, underlay, netns)
                        .anyMatch(Optional::isPresent)
                || !labels.isEmpty()
                || ephemeral;
        if (more) {
            throw misused("with --file, the document says all of it: leave out the name and the other options");
        }
        return document(document);
    }

    private ObjectNode fromWords() {
        ObjectNode stack = Json.object().put("name", name.orElseThrow(() -> misused("give a NAME, or --file FILE")));
        if (network.isEmpty() && (mac.isPresent() || mtu.isPresent())) {
            throw misused("--mac and --mtu are for a link, which takes --network NETWORK");
        }
        network.ifPresent(locator -> {
            ObjectNode link =
                    stack.putArray("links").addObject().put("name", ONLY_LINK).put("network", locator);
            mac.ifPresent(address -> link.put("mac", address));
            mtu.ifPresent(bytes -> link.put("mtu", bytes));
        });
        config.ifPresent(words -> stack.put("config", words));
        commands.ifPresent(line -> stack.put("commands", line));
        underlay.ifPresent(other -> stack.put("underlay", other));
        netns.ifPresent(path -> stack.put("netns", path));
        if (!labels.isEmpty()) {
            ObjectNode object = stack.putObject("labels");
            labels.forEach(object::put);
        }
        if (ephemeral) {
            stack.put("ephemeral", true);
        }
        return stack;
    }
}
