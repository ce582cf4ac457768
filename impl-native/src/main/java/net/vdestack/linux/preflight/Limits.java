package net.vdestack.linux.preflight;

import static net.vdestack.linux.preflight.Checks.fail;
import static net.vdestack.linux.preflight.Checks.pass;
import static net.vdestack.linux.preflight.Checks.warn;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.vdestack.api.Preflight.Check;

/**
 * How much there may be of everything, and how new the kernel is.
 *
 * @param forced whether this process may have larger socket buffers than the machine allows others
 */
record Limits(Machine machine, boolean forced) {
    private static final Pattern VERSION = Pattern.compile("([0-9]+)\\.([0-9]+).*", Pattern.DOTALL);
    /** The first with pidfd_open(2). */
    private static final int OLDEST_MAJOR = 5;

    private static final int OLDEST_MINOR = 3;
    /** A JVM with a framework has a few hundred; a link takes up to two threads and a dozen descriptors. */
    private static final long FEW_FILES = 1024;

    private static final long FEW_THREADS = 512;
    private static final long FEW_NAMESPACES = 64;
    /** What networks over UDP and switches ask for. */
    private static final long BUFFER_BYTES = 4L << 20;

    List<Check> checks() {
        return List.of(kernel(), ipv6(), files(), threads(), namespaces(), buffers());
    }

    private Check kernel() {
        String release = machine.setting("kernel.osrelease").orElse("of an unknown version");
        Matcher version = VERSION.matcher(release);
        if (version.matches()) {
            int major = Integer.parseInt(version.group(1));
            int minor = Integer.parseInt(version.group(2));
            if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
                return fail("kernel", "Linux " + release, "Linux " + OLDEST_MAJOR + "." + OLDEST_MINOR + " or later");
            }
        }
        return pass("kernel", "Linux " + release);
    }

    private Check ipv6() {
        return machine.text("proc/net/if_inet6").orElse("").isEmpty()
                ? warn(
                        "ipv6",
                        "there is no IPv6 address where the JVM lives; if there was none when it started, it has no"
                                + " IPv6 in stacks either",
                        "let IPv6 be enabled and 'lo' be up there, and start it anew")
                : pass("ipv6", "there is IPv6 where the JVM lives");
    }

    private Check files() {
        OptionalLong limit = machine.processLimit("Max open files");
        return check(
                "open-files",
                "this process may have " + words(limit) + " open files",
                limit,
                FEW_FILES,
                "'ulimit -n 65536', or LimitNOFILE=65536 of systemd");
    }

    private Check threads() {
        OptionalLong user = machine.processLimit("Max processes");
        OptionalLong group = machine.groupLimit();
        OptionalLong all = machine.number("kernel.threads-max");
        OptionalLong least = OptionalLong.of(Math.min(
                user.orElse(Machine.UNLIMITED),
                Math.min(group.orElse(Machine.UNLIMITED), all.orElse(Machine.UNLIMITED))));
        return check(
                "threads",
                "threads and processes: " + words(user) + " for the user, " + words(group) + " for the control group, "
                        + words(all) + " for the machine",
                least,
                FEW_THREADS,
                "'ulimit -u', TasksMax= of systemd, --pids-limit of a container, or 'sysctl kernel.threads-max'");
    }

    private Check namespaces() {
        OptionalLong limit = machine.number("user.max_net_namespaces");
        String detail = "there may be " + words(limit) + " network namespaces";
        String remedy = "'sysctl user.max_net_namespaces=10000'";
        return limit.isPresent() && limit.getAsLong() == 0
                ? fail("namespace-limit", detail, remedy)
                : check("namespace-limit", detail, limit, FEW_NAMESPACES, remedy);
    }

    private static Check check(String name, String detail, OptionalLong limit, long few, String remedy) {
        return limit.orElse(Machine.UNLIMITED) < few
                ? warn(name, detail + ", which is not enough for many stacks", remedy)
                : pass(name, detail);
    }

    private Check buffers() {
        List<String> small = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (String name : List.of("net.core.rmem_max", "net.core.wmem_max")) {
            OptionalLong bytes = machine.number(name);
            found.add(name + " = " + words(bytes));
            if (bytes.orElse(Machine.UNLIMITED) < BUFFER_BYTES) {
                small.add("'sysctl " + name + "=" + BUFFER_BYTES + "'");
            }
        }
        String detail = String.join(", ", found);
        if (small.isEmpty() || forced) {
            return pass("socket-buffers", detail + (small.isEmpty() ? "" : "; this JVM may exceed them"));
        }
        return warn(
                "socket-buffers",
                detail + ": networks over UDP lose frames in bursts, for they get smaller buffers than they want",
                String.join(" and ", small));
    }

    private static String words(OptionalLong limit) {
        if (limit.isEmpty()) {
            return "an unknown number";
        }
        return limit.getAsLong() == Machine.UNLIMITED ? "unlimited" : Long.toString(limit.getAsLong());
    }
}
