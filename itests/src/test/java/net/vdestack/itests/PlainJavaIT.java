package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that has our jars and JNA and nothing else, in a JVM of its own. */
@Timeout(120)
class PlainJavaIT {
    private static final Path SOURCE = Path.of("src/test/java/example/plainjava/PlainJavaProgram.java");
    private static final String MAIN = "example.plainjava.PlainJavaProgram";
    private static final String MODULE = "example.plainjava";
    /** From here on the JDK warns of native access that was not permitted. */
    private static final int WARNS_OF_NATIVE_ACCESS = 24;

    private String jars;

    @TempDir
    private Path sources;

    @TempDir
    private Path classes;

    @BeforeEach
    void findJars() throws Exception {
        List<String> found = new ArrayList<>();
        for (String inside : List.of(
                "net.vdestack.api.NetworkStacks",
                "net.vdestack.linux.stack.LinuxStacks",
                "net.vdestack.forwarder.link.LinkForwarders",
                "com.sun.jna.Native")) {
            found.add(jarOf(inside));
        }
        jars = String.join(File.pathSeparator, found);
    }

    private static String jarOf(String className) throws ClassNotFoundException, URISyntaxException {
        Class<?> type = Class.forName(className, false, PlainJavaIT.class.getClassLoader());
        Path jar =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertThat(jar)
                .as("the jar with %s; run this test by 'mvn verify', which makes the jars first", className)
                .isRegularFile();
        return jar.toString();
    }

    private void compile(List<Path> files, String... options) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> words = new ArrayList<>(List.of("-d", classes.toString()));
        words.addAll(List.of(options));
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            messages, manager, null, words, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    private static List<String> java(String nativeAccess, List<String> arguments) {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (Runtime.version().feature() >= WARNS_OF_NATIVE_ACCESS) {
            words.add("--enable-native-access=" + nativeAccess);
        }
        words.addAll(arguments);
        return words;
    }

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
        compile(List.of(SOURCE), "-classpath", jars);

        assertRuns(java("ALL-UNNAMED", List.of("-cp", classes + File.pathSeparator + jars, MAIN)), "null");
    }

    @Test
    void runsOnTheModulePath() throws Exception {
        Path descriptor = sources.resolve("module-info.java");
        try (InputStream resource = PlainJavaIT.class.getResourceAsStream("plainjava-module-info.txt")) {
            Files.copy(resource, descriptor);
        }
        compile(List.of(SOURCE, descriptor), "--module-path", jars);

        assertRuns(
                java("com.sun.jna", List.of("-p", classes + File.pathSeparator + jars, "-m", MODULE + "/" + MAIN)),
                MODULE);
    }
}
