package net.vdestack.ctl.command;

import java.io.IOException;
import java.util.Optional;
import net.vdestack.ctl.server.Json;
import net.vdestack.ctl.server.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

@Command(
        name = "apply",
        description =
                "Create a stack, or change it to match a document; what the document leaves out takes its default.",
        footer = {
            "",
            "The document is that of 'vdestackctl show NAME --spec'. 'vdestackctl edit NAME' changes one by hand."
        })
final class ApplyCommand extends ServerCommand {
    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            required = true,
            description = "the document; - is standard input")
    private String file;

    @Option(
            names = "--if-match",
            paramLabel = "ETAG",
            description = "only if the stack is still as it was when 'show' told this etag")
    private Optional<String> etag = Optional.empty();

    @Mixin
    private JsonOption json;

    @Override
    int ask(Server server) throws Exception {
        String body = document(file);
        String[] headers = etag.map(tag -> new String[] {"If-Match", tag}).orElseGet(() -> new String[0]);
        JsonNode stack = server.answer("PUT", stack(name(body)), Optional.of(body), headers)
                .body();
        print(stack, json, StackTables::stack);
        return 0;
    }

    private String name(String body) throws IOException {
        try {
            JsonNode name = Json.read(body).path("name");
            if (name.isString()) {
                return name.stringValue();
            }
        } catch (JacksonException e) {
            throw new IOException(
                    file + " is no JSON: line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage(),
                    e);
        }
        throw new IOException(file + " names no stack: \"name\" is missing");
    }
}
