package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import net.vdestack.benchmarks.end.StackEnd;

/**
 * The programs that contestants are made of.
 *
 * @param ends the C program, compiled
 * @param classPath with this project's jars, for JVMs
 * @param log where they complain
 */
public record Tools(Path ends, String classPath, Path log) {
    /** Starts the C program in a namespace. */
    EndProcess cEnd(Namespace where) throws IOException {
        return new EndProcess("ends", where.inside(List.of(ends.toString())), log);
    }

    /** Starts a JVM with our stacks, whose links are plugged in from a namespace. */
    EndProcess javaEnd(Namespace where, Jdk jdk) throws IOException {
        return new EndProcess("StackEnd on JDK " + jdk.version(), where.inside(java(jdk, StackEnd.class)), log);
    }

    /** Words that run a program of ours. */
    List<String> java(Jdk jdk, Class<?> program) {
        return List.of(
                jdk.java(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                classPath,
                program.getName());
    }
}
