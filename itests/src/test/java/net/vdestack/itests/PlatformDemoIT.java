package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.vdestack.itests.NormalUser.then;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The platform with its demo, as a newcomer starts it, and what the machine sees of it. */
@Timeout(120)
class PlatformDemoIT {
    private static final List<String> AS_ROOT = List.of();
    private static final Path PROC = Path.of("/proc");

    /** In the environment of all that the platform starts. */
    private final String mark = "VDESTACK_TEST=" + UUID.randomUUID();

    private Distribution distribution;
    private Path home;

    @BeforeEach
    void unpack() throws IOException {
        distribution = Distribution.unpack();
        home = Files.createDirectory(distribution.home().resolve("home"));
        Subprocess.run("chown", NormalUser.NUMBER, home.toString());
    }

    @AfterEach
    void remove() throws IOException {
        distribution.close();
    }

    private Subprocess startReady(List<String> before) throws IOException {
        Subprocess platform = Subprocess.start(distribution.command(
                then(before, List.of("env", mark)),
                "--port",
                "0",
                "--data",
                home.resolve("data").toString()));
        assertThat(platform.line()).startsWith("READY ");
        return platform;
    }

    private static Path file(long pid, String name) {
        return PROC.resolve(String.valueOf(pid)).resolve(name);
    }

    /** The network namespaces that the process has open, but for the one it is in: descriptors, as paths. */
    private static List<Path> stacks(long pid) throws IOException {
        String host = Files.readSymbolicLink(file(pid, "ns/net")).toString();
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(file(pid, "fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("net:") && !target.equals(host)) {
                        found.add(descriptor);
                    }
                } catch (NoSuchFileException e) {
                    // closed since
                }
            }
        }
        return found;
    }

    /** What {@code docs/platform.md} tells to do; both pages as each stack sees them. */
    private static void assertPagesAreServed(Subprocess platform, List<String> enter) throws IOException {
        List<Path> stacks = stacks(platform.pid());
        assertThat(stacks).hasSize(2);
        for (Path stack : stacks) {
            List<String> inside = then(enter, List.of("--net=" + stack, "busybox", "wget", "-q", "-O", "-"));
            assertThat(Subprocess.run(then(inside, List.of("http://10.1.0.1/"))))
                    .contains("This is alice");
            assertThat(Subprocess.run(then(inside, List.of("http://10.1.0.2/"))))
                    .contains("This is bob");
        }
    }

    /** What the platform has started and is still there: zombies have no environment. */
    private Set<String> processes() throws IOException {
        Set<String> found = new TreeSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (Files.readString(process.resolve("environ"), UTF_8).contains(mark)) {
                        found.add(process.getFileName().toString());
                    }
                } catch (IOException e) {
                    // it has ended
                }
            }
        }
        return found;
    }

    /** Whether any process lives in one of these namespaces, or has it open. */
    private static boolean areHeld(Set<String> namespaces) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (namespaces.contains(target(process.resolve("ns/net"))) || hasOpen(process, namespaces)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean hasOpen(Path process, Set<String> namespaces) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (namespaces.contains(target(descriptor))) {
                    return true;
                }
            }
        } catch (IOException e) {
            // it has ended
        }
        return false;
    }

    /** Empty for what was closed, or has ended, meanwhile. */
    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** @param enter the words that enter the namespaces of a platform, all but the network's */
    private void servesStopsAndLeavesNothing(List<String> before, Function<Subprocess, List<String>> enter)
            throws Exception {
        String interfaces = Subprocess.run("ip", "-o", "link");
        Set<String> namespaces = new TreeSet<>();
        try (Subprocess platform = startReady(before)) {
            assertPagesAreServed(platform, enter.apply(platform));
            for (Path stack : stacks(platform.pid())) {
                namespaces.add(target(stack));
            }
            // or else their end would prove nothing
            assertThat(namespaces).hasSize(2).doesNotContain("");
            assertThat(processes()).contains(String.valueOf(platform.pid()));
            assertThat(areHeld(namespaces)).isTrue();
            platform.killAlone();
        }
        Await.until("the end of all processes", () -> processes().isEmpty());
        // one that ends has no environment any more a moment before it has no descriptors
        Await.until("the end of the namespaces", () -> !areHeld(namespaces));
        assertThat(Subprocess.run("ip", "-o", "link")).isEqualTo(interfaces);

        try (Subprocess platform = startReady(before)) {
            assertPagesAreServed(platform, enter.apply(platform));
            platform.signal("TERM");
            assertThat(platform.exitCode()).isZero();
            assertThat(platform.errors()).doesNotContain("WARN", "ERROR", "Exception");
        }
        Await.until("the end of all processes", () -> processes().isEmpty());
    }

    @Test
    void servesItsPagesAsRootAndLeavesNothing() throws Exception {
        servesStopsAndLeavesNothing(AS_ROOT, platform -> List.of("nsenter"));
    }

    @Test
    void servesItsPagesAsANormalUserAndLeavesNothing() throws Exception {
        servesStopsAndLeavesNothing(
                NormalUser.withTunAsUser(),
                platform -> then(
                        NormalUser.AS_USER,
                        List.of("nsenter", "--preserve-credentials", "--user=" + file(platform.pid(), "ns/user"))));
    }

    @Test
    void stopsWithTheReasonWhenTheDemoCannotBe() throws Exception {
        List<String> withoutTun = then(NormalUser.withTun("600"), NormalUser.AS_USER);
        try (Subprocess platform = Subprocess.start(distribution.command(
                withoutTun, "--port", "0", "--data", home.resolve("data").toString()))) {
            assertThat(platform.exitCode()).isEqualTo(1);
            assertThat(platform.errors())
                    .contains("the demo cannot run: ", "/dev/net/tun", "EACCES", "--no-demo")
                    .doesNotContain("\tat ");
        }
    }
}
