package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs that the documentation shows whole: each compiles, and prints what the page says. */
@Timeout(120)
class DocumentedProgramsIT {
    private static final Path DOCS = Path.of("../docs");

    @TempDir
    private Path sources;

    @TempDir
    private Path classes;

    /** The blocks of one language that a page has. */
    static List<String> blocks(String page, String language) throws IOException {
        Pattern block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
        return block.matcher(Files.readString(DOCS.resolve(page)))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private Path save(String name, String source) throws IOException {
        return Files.writeString(sources.resolve(name), source);
    }

    private static void assertPrints(List<String> argv, String page) throws IOException {
        try (Subprocess program = Subprocess.start(argv)) {
            assertThat(program.succeed()).isEqualTo(blocks(page, "text").get(0));
            assertThat(program.errors()).isEmpty();
        }
    }

    @Test
    void plainJava() throws Exception {
        JavaProgram program = new JavaProgram(classes);
        program.compileOnClassPath(
                save("Hello.java", blocks("plain-java.md", "java").get(0)));

        assertPrints(program.onClassPath("Hello"), "plain-java.md");
    }

    @Test
    void modules() throws Exception {
        List<String> java = blocks("jpms.md", "java");
        JavaProgram program = new JavaProgram(classes);
        program.compileOnModulePath(save("module-info.java", java.get(0)), save("Hello.java", java.get(1)));

        assertPrints(program.onModulePath("hello", "hello.Hello"), "jpms.md");
    }
}
