package net.vdestack.linux.preflight;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.vdestack.api.Preflight.Check;

/** Files of a machine, below a directory of the test's. */
record FakeMachine(Path root) {
    /** An ordinary one. */
    static FakeMachine ordinary(Path root) {
        return new FakeMachine(root)
                .file("proc/self/limits", """
                        Limit                     Soft Limit           Hard Limit           Units
                        Max processes             96365                96365                processes
                        Max open files            20000                20000                files
                        """)
                .file("proc/self/cgroup", "0::/vdestack.service\n")
                .file("sys/fs/cgroup/vdestack.service/pids.max", "max\n")
                .file("proc/net/if_inet6", "00000000000000000000000000000001 01 80 10 80       lo\n")
                .setting("kernel.osrelease", "6.1.0-18-amd64")
                .setting("kernel.threads-max", "127000")
                .setting("user.max_user_namespaces", "60000")
                .setting("user.max_net_namespaces", "60000")
                .setting("net.core.rmem_max", "4194304")
                .setting("net.core.wmem_max", "4194304");
    }

    FakeMachine file(String name, String text) {
        Path file = root.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FakeMachine setting(String name, String value) {
        return file("proc/sys/" + name.replace('.', '/'), value + "\n");
    }

    FakeMachine without(String name) throws IOException {
        Files.delete(root.resolve(name));
        return this;
    }

    Machine machine() {
        return new Machine(root);
    }

    static Check named(String name, List<Check> checks) {
        return checks.stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
