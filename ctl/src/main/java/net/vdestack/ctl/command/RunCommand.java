package net.vdestack.ctl.command;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.vdestack.ctl.server.Json;
import net.vdestack.ctl.server.RefusedException;
import net.vdestack.ctl.server.Server;
import net.vdestack.ctl.server.ServerSentEvents;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "run",
        description = "Run a command in a stack, on the server's machine, with its output as it comes. Ctrl-C ends it.",
        customSynopsis = {
            "vdestackctl run NAME [--timeout SECONDS] [--json] -- COMMAND [WORD...]",
            "       vdestackctl run NAME -c COMMANDS"
        },
        footer = {
            "",
            "There is no shell unless it is the command, and nothing on its standard input. For administrators.",
            "Exit code: the command's; 127 if it cannot be started, 124 if the time ran out, 128+n for signal n."
        })
final class RunCommand extends ServerCommand {
    private static final int NOT_STARTED = 127;

    @Parameters(index = "0", paramLabel = "NAME", description = "the stack")
    private String name;

    @Parameters(index = "1..*", paramLabel = "WORD", description = "the command")
    private List<String> words = new ArrayList<>();

    @Option(
            names = {"-c", "--commands"},
            paramLabel = "COMMANDS",
            description = "instead: a line, commands with ; between, run until one fails")
    private Optional<String> line = Optional.empty();

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            description = "how long it may take: 1 to 3600, 30 unless given")
    private Optional<Integer> timeout = Optional.empty();

    @Mixin
    private JsonOption json;

    /** Whether what was written to standard error ends with a line. */
    private boolean lineEnded = true;

    @Override
    int ask(Server server) throws Exception {
        String path = stack(name) + "/commands";
        String body = body();
        if (!json.isWanted()) {
            try (ServerSentEvents events = server.post(path, body)) {
                return follow(events);
            }
        }
        JsonNode reply = server.answer("POST", path, Optional.of(body)).body();
        if (!reply.has("exitCode")) {
            // it had begun to answer before it could know
            throw RefusedException.of(reply);
        }
        print(reply);
        return reply.path("exitCode").asInt();
    }

    private String body() {
        if (line.isPresent() != words.isEmpty()) {
            throw misused("give either a command behind '--', or -c COMMANDS");
        }
        ObjectNode request = Json.object();
        line.ifPresent(commands -> request.put("command", commands));
        if (line.isEmpty()) {
            ArrayNode argv = request.putArray("argv");
            words.forEach(argv::add);
        }
        timeout.ifPresent(seconds -> request.put("timeoutSeconds", seconds));
        return request.toString();
    }

    private int follow(ServerSentEvents events) throws IOException {
        for (Optional<ServerSentEvents.Event> next = events.next(); next.isPresent(); next = events.next()) {
            JsonNode data = next.get().data();
            switch (next.get().name()) {
                case "stdout" -> write(shell().out(), data);
                case "stderr" -> write(shell().err(), data);
                case "problem" -> throw RefusedException.of(data);
                case "exit" -> {
                    return exitCode(data);
                }
                default -> {} // of a newer server
            }
        }
        throw new IOException("the server has gone, and the command with it");
    }

    private void write(PrintStream stream, JsonNode data) throws IOException {
        String text = data.path("text").asString("");
        stream.print(text);
        if (stream == shell().err()) {
            lineEnded = text.endsWith("\n");
        }
        stream.flush();
        shell().flush();
    }

    private int exitCode(JsonNode reply) {
        int exitCode = reply.path("exitCode").asInt();
        if (exitCode == NOT_STARTED && !lineEnded) {
            // the reason, which is no whole line
            shell().err().println();
        }
        if (reply.path("timedOut").asBoolean(false)) {
            shell().tell("the time ran out: --timeout SECONDS gives more");
        }
        return exitCode;
    }
}
