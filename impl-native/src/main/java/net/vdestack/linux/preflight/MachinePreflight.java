package net.vdestack.linux.preflight;

import static net.vdestack.linux.preflight.Checks.fail;
import static net.vdestack.linux.preflight.Checks.pass;
import static net.vdestack.linux.preflight.Checks.warn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.Preflight;
import net.vdestack.api.StackMode;
import net.vdestack.linux.command.Commands;
import net.vdestack.linux.namespace.Privileges;
import org.osgi.service.component.annotations.Component;

/** All checks of this JVM on this machine. */
@Component(service = Preflight.class)
public final class MachinePreflight implements Preflight {
    private static final Path ROOT = Path.of("/");

    @Override
    public synchronized List<Check> checks() {
        Machine machine = new Machine(ROOT);
        List<Check> checks = new ArrayList<>();
        try {
            Privileges privileges = Privileges.ofThisProcess();
            boolean root = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
            boolean forced = privileges.mode() == StackMode.PRIVILEGED
                    && privileges.obstacle().isEmpty();
            checks.addAll(new Rights(machine, privileges, root).checks());
            checks.addAll(new Limits(machine, forced).checks());
        } catch (IOException e) {
            checks.add(fail("mode", "this process cannot look at itself: " + e.getMessage(), "mount proc(5) at /proc"));
        }
        checks.addAll(Trial.checks());
        checks.add(tools(Commands.missingTools()));
        return checks;
    }

    static Check tools(List<String> missing) {
        return missing.isEmpty()
                ? pass("tools", "there is all that commands in stacks take")
                : warn(
                        "tools",
                        "commands in stacks take " + String.join(", ", missing) + ", not found in the system's"
                                + " directories for programs",
                        "install util-linux and coreutils");
    }
}
