package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises of {@code ./run demo}. */
@Timeout(120)
class DemoIT {
    @Test
    void showsEveryStepAndSucceeds() throws Exception {
        assertShowsEveryStep(start(List.of(run().toString(), "demo")));
    }

    /** With a copy of what was built, since the source tree may be root's alone. */
    @Test
    void worksForANormalUser(@TempDir Path copy) throws Exception {
        Subprocess.run("chmod", "755", copy.toString());
        for (String part : List.of("run", "distribution/src/main/dist/bin", "demo/target/lib")) {
            Path target = copy.resolve(part);
            Files.createDirectories(target.getParent());
            Subprocess.run("cp", "-r", run().resolveSibling(part).toString(), target.toString());
        }

        List<String> demo = List.of(copy.resolve("run").toString(), "demo");

        assertShowsEveryStep(start(NormalUser.then(NormalUser.withTunAsUser(), demo)));
    }

    private static void assertShowsEveryStep(Process demo) throws Exception {
        String output = new String(demo.getInputStream().readAllBytes(), UTF_8);
        String errors = new String(demo.getErrorStream().readAllBytes(), UTF_8);

        assertThat(demo.waitFor()).as("%s%n%s", output, errors).isZero();

        assertThat(output)
                .contains("lan://demo", "vxvde://", "Mbit/s", "on the same connection", "swaps 1")
                .endsWith("steps done.\n");
        assertThat(errors).isEmpty();
    }

    @Test
    void explainsItselfWhenCalledWrongly() throws Exception {
        Process wrong = start(List.of(run().toString(), "dmeo"));

        String errors = new String(wrong.getErrorStream().readAllBytes(), UTF_8);
        assertThat(wrong.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong.exitValue()).isEqualTo(2);
        assertThat(errors).contains("dmeo", "usage: ./run", "./run demo");
    }

    private static Path run() {
        return Path.of("..", "run");
    }

    /** On the JDK that the test runs on. */
    private static Process start(List<String> words) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
