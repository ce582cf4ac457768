package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A program that has our jars, JNA, and what it is given, compiled here and run in a JVM of its own. */
final class JavaProgram {
    /** From here on the JDK warns of native access that was not permitted. */
    private static final int WARNS_OF_NATIVE_ACCESS = 24;

    private final String jars;
    private final Path classes;

    /**
     * @param classes an empty folder for what is compiled
     * @param others jars that it has, too
     */
    JavaProgram(Path classes, Path... others) throws ClassNotFoundException, URISyntaxException {
        this.classes = classes;
        List<String> found = new ArrayList<>();
        for (String inside : List.of(
                "net.vdestack.api.NetworkStacks",
                "net.vdestack.linux.stack.LinuxStacks",
                "net.vdestack.forwarder.link.LinkForwarders",
                "com.sun.jna.Native")) {
            found.add(jarOf(inside));
        }
        for (Path other : others) {
            found.add(other.toString());
        }
        this.jars = String.join(File.pathSeparator, found);
    }

    static String jarOf(String className) throws ClassNotFoundException, URISyntaxException {
        Class<?> type = Class.forName(className, false, JavaProgram.class.getClassLoader());
        Path jar =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertThat(jar)
                .as("the jar with %s; run this test by 'mvn verify', which makes the jars first", className)
                .isRegularFile();
        return jar.toString();
    }

    void compileOnClassPath(Path... files) throws IOException {
        compile(List.of(files), "-classpath");
    }

    void compileOnModulePath(Path... files) throws IOException {
        compile(List.of(files), "--module-path");
    }

    private void compile(List<Path> files, String path) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-d", classes.toString(), path, jars);
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            messages, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    /** The words that run it from the class path. */
    List<String> onClassPath(String main) {
        return java("ALL-UNNAMED", "-cp", main);
    }

    /** The words that run it from the module path. */
    List<String> onModulePath(String module, String main) {
        List<String> words = java("com.sun.jna", "-p", "-m");
        words.add(module + "/" + main);
        return words;
    }

    private List<String> java(String nativeAccess, String path, String last) {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (Runtime.version().feature() >= WARNS_OF_NATIVE_ACCESS) {
            words.add("--enable-native-access=" + nativeAccess);
        }
        words.addAll(List.of(path, classes + File.pathSeparator + jars, last));
        return words;
    }
}
