package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
            process alive false
            """ + NOTHING_LEFT;

    /** What the program prints when it is started by other programs: the words before {@code java}. */
    private static String outputOf(String... wrapper) throws Exception {
        List<String> command = new ArrayList<>(List.of(wrapper));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ModeProgram.class.getName()));
        Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            jvm.getOutputStream().close();
            String output = new String(jvm.getInputStream().readAllBytes(), UTF_8);
            assertThat(jvm.waitFor()).as(output).isZero();
            return output;
        } finally {
            jvm.destroyForcibly();
        }
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
        assertThat(outputOf("unshare", "--user", "--map-current-user", "--keep-caps"))
                .isEqualTo(WRAPPED);
    }

    @Test
    void saysWhichCapabilitiesAreMissing() throws Exception {
        assertThat(outputOf("setpriv", "--inh-caps=-all", "--bounding-set=-all"))
                .isEqualTo("IOException: this JVM may not make network namespaces: it lacks CAP_SYS_ADMIN and"
                        + " CAP_NET_ADMIN. Run it as root, or give it these capabilities (systemd:"
                        + " AmbientCapabilities=CAP_SYS_ADMIN CAP_NET_ADMIN)\n" + NOTHING_LEFT);
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
