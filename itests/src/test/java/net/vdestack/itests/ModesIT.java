package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole JVMs that may do more or less than this one. */
@Timeout(60)
class ModesIT {
    private static final String NOTHING_LEFT = "stacks []\nthreads left inside []\n";
    private static final String WRAPPED = """
            mode WRAPPED
            v4 hello
            call inside
            ping 0
            nested hello
            process alive false
            close waits for the kernel true
            """ + NOTHING_LEFT;
    private static final String MISSING =
            "IOException: this JVM may not make network namespaces: it lacks CAP_SYS_ADMIN and CAP_NET_ADMIN."
                    + " Run it as root, give it these capabilities (systemd: AmbientCapabilities=CAP_SYS_ADMIN"
                    + " CAP_NET_ADMIN), or start it in a user namespace: with the platform's launcher, or with"
                    + " 'unshare --user --map-current-user --keep-caps'\n";
    private static final List<String> NEW_USER_NAMESPACE =
            List.of("unshare", "--user", "--map-current-user", "--keep-caps");

    private static String outputOf(String... wrapper) throws Exception {
        return outputOf(List.of(wrapper), System.getProperty("java.class.path"), Path.of(""));
    }

    /**
     * What the program prints when it is started by other programs.
     *
     * @param wrapper the words before {@code java}
     */
    private static String outputOf(List<String> wrapper, String classPath, Path directory, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                ModeProgram.class.getName()));
        command.addAll(List.of(arguments));
        Process jvm = new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .start();
        try {
            jvm.getOutputStream().close();
            String output = new String(jvm.getInputStream().readAllBytes(), UTF_8);
            assertThat(jvm.waitFor()).as(output).isZero();
            return output;
        } finally {
            jvm.destroyForcibly();
        }
    }

    /** What it prints when a user starts it who is nobody on this machine, and who may use TAP interfaces. */
    private static String outputOfUser(Path home, List<String> wrapper) throws Exception {
        List<String> asUser = NormalUser.then(NormalUser.withTunAsUser(), wrapper);
        return outputOf(asUser, readableClassPath(home), home);
    }

    /** The class path, copied to where any user can read it: Maven's repository may be root's alone. */
    private static String readableClassPath(Path folder) throws Exception {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.isEmpty() && Files.exists(Path.of(entry))) {
                Path copy = folder.resolve(Integer.toString(copies.size()));
                Subprocess.run("cp", "-r", entry, copy.toString());
                copies.add(copy.toString());
            }
        }
        Subprocess.run("chmod", "-R", "a+rX", folder.toString());
        return String.join(File.pathSeparator, copies);
    }

    @Test
    void isPrivilegedAsRoot() throws Exception {
        assertThat(outputOf("env")).isEqualTo(WRAPPED.replace("WRAPPED", "PRIVILEGED"));
    }

    @Test
    void isWrappedInAUserNamespaceThatOwnsItsNetwork() throws Exception {
        assertThat(outputOf("unshare", "--user", "--map-current-user", "--net", "--keep-caps"))
                .isEqualTo(WRAPPED);
    }

    /** Threads cannot come back from a stack there, so that workers carry everything. */
    @Test
    void isWrappedInAUserNamespaceWhoseNetworkIsTheHosts() throws Exception {
        assertThat(outputOf(NEW_USER_NAMESPACE.toArray(String[]::new))).isEqualTo(WRAPPED);
    }

    /** As the launcher starts it for whoever is not root. */
    @Test
    void isWrappedForANormalUser(@TempDir Path home) throws Exception {
        assertThat(outputOfUser(home, NEW_USER_NAMESPACE)).isEqualTo(WRAPPED);
    }

    @Test
    void tellsANormalUserWhatHelps(@TempDir Path home) throws Exception {
        assertThat(outputOfUser(home, List.of())).isEqualTo(MISSING + NOTHING_LEFT);
    }

    @Test
    void saysWhichCapabilitiesAreMissing() throws Exception {
        assertThat(outputOf("setpriv", "--inh-caps=-all", "--bounding-set=-all"))
                .isEqualTo(MISSING + NOTHING_LEFT);
    }

    @Test
    void saysThatTheHostsNamespacesAreNotForTheWrapped() throws Exception {
        String hosts = "/proc/self/ns/net";
        String classPath = System.getProperty("java.class.path");

        assertThat(outputOf(NEW_USER_NAMESPACE, classPath, Path.of(""), hosts))
                .startsWith("IOException: netns '/proc/self/ns/net' belongs to another user namespace than this JVM's,"
                        + " whose mode is WRAPPED: setns(")
                .endsWith("EPERM (Operation not permitted). Run the JVM as root to attach to it\n" + NOTHING_LEFT);
        assertThat(outputOf(List.of("env"), classPath, Path.of(""), hosts)).startsWith("attached\n");
    }

    @Test
    void saysWhichCapabilitiesCommandsNeed() throws Exception {
        assertThat(outputOf("setpriv", "--bounding-set=-sys_chroot"))
                .contains("v4 hello", "IOException: this JVM may not run commands", "CAP_SYS_CHROOT")
                .endsWith(NOTHING_LEFT);
        assertThat(outputOf("setpriv", "--bounding-set=-setpcap"))
                .contains("v4 hello", "IOException: this JVM may not run commands", "CAP_SETPCAP")
                .endsWith(NOTHING_LEFT);
    }

    @Test
    void saysThatTheTunDeviceIsMissing(@TempDir Path empty) throws Exception {
        assertThat(outputOf(
                        "unshare", "--mount", "sh", "-c", "mount --bind " + empty + " /dev/net && exec \"$@\"", "sh"))
                .isEqualTo("IOException: open(/dev/net/tun): ENOENT (No such file or directory): links need it; load"
                        + " the module with 'modprobe tun', or in a container pass the device to it\n" + NOTHING_LEFT);
    }
}
