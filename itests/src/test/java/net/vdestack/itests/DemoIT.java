package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the README promises of {@code ./run demo}. */
@Timeout(120)
class DemoIT {
    @Test
    void showsEveryStepAndSucceeds() throws Exception {
        Process demo = run("demo");
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
        Process wrong = run("dmeo");

        String errors = new String(wrong.getErrorStream().readAllBytes(), UTF_8);
        assertThat(wrong.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong.exitValue()).isEqualTo(2);
        assertThat(errors).contains("dmeo", "usage: ./run", "./run demo");
    }

    /** On the JDK that the test runs on. */
    private static Process run(String argument) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Path.of("..", "run").toString(), argument);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
