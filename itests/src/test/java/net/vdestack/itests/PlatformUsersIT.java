package net.vdestack.itests;

import static net.vdestack.itests.NormalUser.then;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The platform of users who are not root, on machines that let them make namespaces and on others. */
@Timeout(120)
class PlatformUsersIT {
    private static final String SERVICE_CAPABILITIES =
            "-all,+sys_admin,+net_admin,+sys_chroot,+net_raw,+net_bind_service";

    private static Distribution distribution;
    private static Path home;

    @BeforeAll
    static void unpack() throws IOException {
        distribution = Distribution.unpack();
        home = Files.createDirectory(distribution.home().resolve("home"));
        Subprocess.run("chown", NormalUser.NUMBER, home.toString());
    }

    @AfterAll
    static void remove() throws IOException {
        distribution.close();
    }

    private static Subprocess start(List<String> before) throws IOException {
        return Subprocess.start(distribution.command(
                before,
                "--no-demo",
                "--port",
                "0",
                "--data",
                home.resolve("data").toString()));
    }

    private static void assertRuns(Subprocess platform, String mode) throws IOException {
        assertThat(platform.line()).startsWith("READY ");
        assertThat(Files.readSymbolicLink(Path.of("/proc", String.valueOf(platform.pid()), "ns", "user"))
                        .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/user"))))
                .as("in this user namespace")
                .isEqualTo(mode.equals("privileged"));
        platform.signal("TERM");
        assertThat(platform.exitCode()).isZero();
        assertThat(platform.errors().lines())
                .allMatch(line -> line.contains(" INFO "))
                .anyMatch(line -> line.endsWith(" stacks are made in " + mode + " mode"));
    }

    private static String refusal(Subprocess platform) throws IOException {
        assertThat(platform.exitCode()).as(platform.toString()).isEqualTo(1);
        assertThat(platform.errors()).doesNotContain("\tat ");
        return platform.errors();
    }

    @Test
    void wrapsItselfForAUser() throws Exception {
        try (Subprocess platform = start(NormalUser.withTunAsUser())) {
            assertRuns(platform, "wrapped");
        }
    }

    /** The identity that systemd/vdestack.service gives it. */
    @Test
    void isNotWrappedForAUserWithCapabilities() throws Exception {
        List<String> asService = List.of(
                "setpriv",
                "--reuid",
                NormalUser.NUMBER,
                "--regid",
                NormalUser.NUMBER,
                "--clear-groups",
                "--inh-caps=" + SERVICE_CAPABILITIES,
                "--ambient-caps=" + SERVICE_CAPABILITIES,
                "--bounding-set=" + SERVICE_CAPABILITIES,
                "--no-new-privs");
        try (Subprocess platform = start(then(NormalUser.withTun("666"), asService))) {
            assertRuns(platform, "privileged");
        }
    }

    @Test
    void warnsThatTheTunDeviceIsForbidden() throws Exception {
        try (Subprocess platform = start(then(NormalUser.withTun("600"), NormalUser.AS_USER))) {
            assertThat(platform.line()).startsWith("READY ");
            assertThat(platform.errors()).contains("/dev/net/tun: Permission denied", "chmod 0666 /dev/net/tun");
        }
    }

    /** As a limit of a container, or of the machine, would have it. */
    @Test
    void saysHowToAllowUserNamespaces() throws Exception {
        List<String> forbid = List.of(
                "unshare",
                "--user",
                "--map-current-user",
                "--keep-caps",
                "sh",
                "-ec",
                "echo 0 >/proc/sys/user/max_user_namespaces; exec \"$@\"",
                "sh",
                "setpriv",
                "--inh-caps=-all",
                "--ambient-caps=-all");
        try (Subprocess platform = start(then(NormalUser.AS_USER, forbid))) {
            assertThat(refusal(platform))
                    .contains("unshare failed: No space left on device", "sysctl user.max_user_namespaces=")
                    .contains("systemd/vdestack.service");
        }
    }

    @Test
    void saysThatUnshareIsTooOld() throws Exception {
        Path programs = Files.createDirectory(distribution.home().resolve("old"));
        Path unshare = programs.resolve("unshare");
        Files.writeString(
                unshare, "#!/bin/sh\necho \"unshare: unrecognized option '--map-current-user'\" >&2; exit 1\n");
        Subprocess.run("chmod", "755", unshare.toString());
        try (Subprocess platform =
                start(then(NormalUser.AS_USER, List.of("env", "PATH=" + programs + ":" + System.getenv("PATH"))))) {
            assertThat(refusal(platform)).contains("util-linux 2.35");
        }
    }

    @Test
    void refusesAnOldJava() throws Exception {
        Path java = Files.createDirectories(distribution.home().resolve("jdk11").resolve("bin"))
                .resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        Subprocess.run("chmod", "755", java.toString());
        try (Subprocess platform = Subprocess.start(
                List.of("env", "JAVA_HOME=" + java.getParent().getParent(), distribution.home() + "/bin/vdestack"))) {
            assertThat(refusal(platform)).contains("is Java 11", "Java 17 or later");
        }
    }

    @Test
    void refusesDataThatIsNotTheUsers() throws Exception {
        List<String> words = distribution.command(NormalUser.AS_USER, "--data", distribution.home() + "/data");
        try (Subprocess platform = Subprocess.start(words)) {
            assertThat(refusal(platform)).contains(distribution.home() + "/data: permission denied", "--data");
        }
    }
}
