package net.vdestack.ctl.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import net.vdestack.ctl.server.Json;
import net.vdestack.ctl.server.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "edit",
        description = "Change what was asked for of a stack in an editor: $VISUAL, $EDITOR or vi.",
        footer = {"", "It is not changed if somebody else has changed it meanwhile. What you wrote is kept then."})
final class EditCommand extends ServerCommand {
    @Parameters(paramLabel = "NAME", description = "the stack")
    private String name;

    @Override
    int ask(Server server) throws Exception {
        Server.Answer read = server.answer("GET", stack(name), Optional.empty());
        JsonNode spec = read.body().path("spec");
        if (!spec.isObject()) {
            throw new IOException("what was asked for of stack '" + name + "' cannot be understood: apply a document");
        }
        String before = Json.pretty(spec) + "\n";
        Path draft = Files.createTempFile("vdestackctl-" + name + "-", ".json");
        Files.writeString(draft, before);
        edit(draft);
        String after = Files.readString(draft);
        if (after.equals(before)) {
            shell().tell("nothing was changed");
        } else {
            put(server, after, read.etag(), draft);
        }
        Files.delete(draft);
        return 0;
    }

    /** The variable may hold options, too, as a shell reads them. */
    private void edit(Path draft) throws IOException, InterruptedException {
        String editor =
                shell().variable("VISUAL").or(() -> shell().variable("EDITOR")).orElse("vi");
        int exitCode = new ProcessBuilder("sh", "-c", editor + " \"$1\"", "sh", draft.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (exitCode != 0) {
            throw new IOException(
                    "the editor '" + editor + "' ended with " + exitCode + ", so nothing was changed; see " + draft);
        }
    }

    private void put(Server server, String document, String etag, Path draft) throws IOException, InterruptedException {
        try {
            JsonNode stack = server.answer("PUT", stack(name), Optional.of(document), "If-Match", etag)
                    .body();
            print(StackTables.stack(stack));
        } catch (IOException e) {
            shell().tell("what you wrote is in " + draft);
            throw e;
        }
    }
}
