package net.vdestack.ctl.command;

import java.util.List;
import java.util.Optional;
import net.vdestack.ctl.server.RefusedException;
import net.vdestack.ctl.server.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        aliases = "rm",
        description = "Delete stacks for good, and wait until they are gone. Their names are printed.")
final class DeleteCommand extends ServerCommand {
    private static final int NOT_FOUND = 404;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "the stacks")
    private List<String> names;

    @Option(names = "--if-exists", description = "that there is no such stack is as good")
    private boolean ifExists;

    @Override
    int ask(Server server) throws Exception {
        List<String> paths = names.stream().map(this::stack).toList();
        int exitCode = 0;
        for (int i = 0; i < names.size(); i++) {
            try {
                server.answer("DELETE", paths.get(i), Optional.empty());
                print(names.get(i));
                shell().flush();
            } catch (RefusedException e) {
                // the others are deleted all the same
                if (!ifExists || e.status() != NOT_FOUND) {
                    shell().tell(e.getMessage());
                    exitCode = 1;
                }
            }
        }
        return exitCode;
    }
}
