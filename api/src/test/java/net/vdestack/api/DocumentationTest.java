package net.vdestack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything public has a comment. The build's doclint cannot see to that: it would ask for a tag for every parameter
 * and result as well, also where the sentence has said it all.
 */
class DocumentationTest {
    /** A record's compact constructor: the record's own comment speaks for it. */
    private static final Pattern UNDOCUMENTED =
            Pattern.compile("warning: (?:\\[missing\\] )?no comment\\R(?! *public [A-Z]\\w* \\{)(.*)");

    @TempDir
    private Path directory;

    @Test
    void everythingPublicIsDocumented() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> sources = files.filter(
                            file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
                    .toList();

            assertThat(undocumented(sources)).isEmpty();
        }
    }

    @Test
    void missingCommentsAreFound() throws IOException {
        Path source = Files.writeString(directory.resolve("Example.java"), """
                /** A comment. */
                public interface Example {
                    void forgotten();
                    /** One more. */
                    void remembered(int parameter);
                }
                """);

        assertThat(undocumented(List.of(source))).containsExactly("    void forgotten();");
    }

    private List<String> undocumented(List<Path> sources) {
        List<String> arguments = new ArrayList<>(List.of(
                "-Xdoclint:missing/protected", "-Xmaxwarns", "10000", "-proc:none", "-d", directory.toString()));
        arguments.addAll(
                List.of("-cp", System.getProperty("java.class.path") + ":" + System.getProperty("jdk.module.path")));
        sources.forEach(source -> arguments.add(source.toString()));
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);

        int status =
                ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, arguments.toArray(String[]::new));

        assertThat(status).as("%s", output).isZero();
        return UNDOCUMENTED
                .matcher(output.toString())
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
