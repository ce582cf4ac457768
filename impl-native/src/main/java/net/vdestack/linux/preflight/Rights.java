package net.vdestack.linux.preflight;

import static net.vdestack.linux.preflight.Checks.fail;
import static net.vdestack.linux.preflight.Checks.pass;
import static net.vdestack.linux.preflight.Checks.warn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.vdestack.api.Preflight.Check;
import net.vdestack.linux.namespace.Privileges;

/**
 * What this process may do, and what the machine lets users do.
 *
 * @param root whether the process is root where it lives
 */
record Rights(Machine machine, Privileges privileges, boolean root) {
    /** Settings that forbid user namespaces: the kernel's own, Debian's, and Ubuntu's. */
    private static final List<Setting> FORBIDDING = List.of(
            new Setting("kernel.unprivileged_userns_clone", "0", "1"),
            new Setting("user.max_user_namespaces", "0", "10000"),
            new Setting("kernel.apparmor_restrict_unprivileged_userns", "1", "0"));

    private record Setting(String name, String forbidding, String allowing) {}

    List<Check> checks() {
        return List.of(mode(), capabilities(), userNamespaces());
    }

    private Check mode() {
        Optional<String> obstacle = privileges.obstacle();
        return obstacle.isPresent()
                ? fail("mode", obstacle.get(), Privileges.REMEDY)
                : pass("mode", privileges.mode().name());
    }

    private Check capabilities() {
        try {
            privileges.requireForCommands(root);
        } catch (IOException e) {
            return warn(
                    "capabilities", e.getMessage(), "give the JVM CAP_SYS_CHROOT, and if it is root CAP_SETPCAP, too");
        }
        Set<String> missing = new LinkedHashSet<>(Privileges.NETWORK.keySet());
        missing.removeAll(privileges.networkCapabilities());
        // it takes effect nowhere in the kernel
        missing.remove("net_broadcast");
        List<String> names = new ArrayList<>();
        missing.forEach(name -> names.add("CAP_" + name.toUpperCase(java.util.Locale.ROOT)));
        return names.isEmpty()
                ? pass("capabilities", "all that stacks and commands in them can use")
                : warn(
                        "capabilities",
                        "this JVM lacks " + String.join(" and ", names)
                                + ": no raw sockets without CAP_NET_RAW, no ports below 1024 without"
                                + " CAP_NET_BIND_SERVICE",
                        "give it these capabilities");
    }

    private Check userNamespaces() {
        List<Setting> forbidding = FORBIDDING.stream()
                .filter(setting -> machine.setting(setting.name())
                        .filter(setting.forbidding()::equals)
                        .isPresent())
                .toList();
        if (!privileges.initialUserNamespace()) {
            return pass("user-namespaces", "this JVM lives in one");
        }
        if (forbidding.isEmpty()) {
            return pass("user-namespaces", "no setting forbids them to users other than root");
        }
        List<String> found = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        for (Setting setting : forbidding) {
            found.add(setting.name() + " = " + setting.forbidding());
            remedies.add("'sysctl " + setting.name() + "=" + setting.allowing() + "'");
        }
        String detail = "users other than root may not make them: " + String.join(", ", found);
        return privileges.obstacle().isEmpty()
                ? pass("user-namespaces", detail + "; this JVM needs none")
                : fail("user-namespaces", detail, String.join(" and ", remedies));
    }
}
