package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that has our jars and JNA and nothing else, in a JVM of its own. */
@Timeout(120)
class PlainJavaIT {
    private static final Path SOURCE = Path.of("src/test/java/example/plainjava/PlainJavaProgram.java");
    private static final String MAIN = "example.plainjava.PlainJavaProgram";
    private static final String MODULE = "example.plainjava";

    @TempDir
    private Path sources;

    @TempDir
    private Path classes;

    private static void assertRuns(List<String> argv, String module) throws IOException {
        try (Subprocess program = Subprocess.start(argv)) {
            assertThat(program.succeed().lines())
                    .containsExactly(
                            "call: 200 Hello from a stack of its own. You are 10.0.0.2",
                            "thread: 200 Hello from a stack of its own. You are 10.0.0.2",
                            "channel: HTTP/1.1 200 OK Hello from a stack of its own. You are 10.0.0.2",
                            "module: " + module);
            assertThat(program.errors()).isEmpty();
        }
    }

    @Test
    void runsOnTheClassPath() throws Exception {
        JavaProgram program = new JavaProgram(classes);
        program.compileOnClassPath(SOURCE);

        assertRuns(program.onClassPath(MAIN), "null");
    }

    @Test
    void runsOnTheModulePath() throws Exception {
        Path descriptor = sources.resolve("module-info.java");
        try (InputStream resource = PlainJavaIT.class.getResourceAsStream("plainjava-module-info.txt")) {
            Files.copy(resource, descriptor);
        }
        JavaProgram program = new JavaProgram(classes);
        program.compileOnModulePath(SOURCE, descriptor);

        assertRuns(program.onModulePath(MODULE, MAIN), MODULE);
    }
}
