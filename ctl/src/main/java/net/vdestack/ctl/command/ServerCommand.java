package net.vdestack.ctl.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import net.vdestack.ctl.server.Json;
import net.vdestack.ctl.server.Server;
import net.vdestack.ctl.shell.Paint;
import net.vdestack.ctl.shell.Shell;
import net.vdestack.ctl.shell.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** A command that asks the server. */
@Command(
        synopsisHeading = "usage: ",
        abbreviateSynopsis = true,
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        sortOptions = false)
abstract class ServerCommand implements Callable<Integer> {
    @ParentCommand
    private Vdestackctl program;

    @Spec
    private CommandSpec spec;

    @Override
    public final Integer call() throws Exception {
        Json.prepare();
        int exitCode = ask(program.server());
        shell().flush();
        return exitCode;
    }

    /** Does it; returns the exit code. */
    abstract int ask(Server server) throws Exception;

    final Shell shell() {
        return program.shell();
    }

    final void print(Table table) {
        table.lines(Paint.of(shell())).forEach(this::print);
    }

    final void print(String line) {
        shell().out().println(line);
    }

    /** As {@code --json} shows it. */
    final void print(JsonNode json) {
        print(Json.pretty(json));
    }

    /** As JSON if that is asked for, otherwise as a table. */
    final void print(JsonNode answer, JsonOption json, Function<JsonNode, Table> table) {
        if (json.isWanted()) {
            print(answer);
        } else {
            print(table.apply(answer));
        }
    }

    final ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The path of a stack, under which its parts are. */
    final String stack(String name) {
        if (!name.matches("[a-z0-9-]{1,63}")) {
            throw misused("'" + name + "' is no name of a stack: 1 to 63 of a-z, 0-9 and - are");
        }
        return "stacks/" + name;
    }

    /** The path of a link of a stack. */
    final String link(String stack, String name) {
        if (name.isBlank() || name.equals(".") || name.equals("..")) {
            throw misused("'" + name + "' is no name of a link");
        }
        return stack(stack) + "/links/" + Server.segment(name);
    }

    /** The link that is meant when none is named: the only one. */
    final String onlyLink(Server server, String stack) throws IOException, InterruptedException {
        JsonNode links = server.get(stack(stack)).path("links");
        if (links.size() == 1) {
            return links.get(0).path("name").asString();
        }
        throw new IOException(
                links.isEmpty()
                        ? "stack '" + stack + "' has no link"
                        : "stack '" + stack + "' has the links "
                                + String.join(
                                        ", ",
                                        links.valueStream()
                                                .map(link -> link.path("name").asString())
                                                .toList())
                                + ": name one of them");
    }

    /** What a file holds; {@code -} is standard input. */
    final String document(String file) throws IOException {
        if (file.equals("-")) {
            return new String(shell().in().readAllBytes(), StandardCharsets.UTF_8);
        }
        return new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
    }
}
