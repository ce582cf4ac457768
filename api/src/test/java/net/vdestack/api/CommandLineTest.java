package net.vdestack.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    static Stream<Arguments> lines() {
        return Stream.of(
                arguments("true", List.of(List.of("true"))),
                arguments("  ip \t link\nshow\r ", List.of(List.of("ip", "link", "show"))),
                arguments("a;b", List.of(List.of("a"), List.of("b"))),
                arguments("a x ; b y ;", List.of(List.of("a", "x"), List.of("b", "y"))),
                arguments(";;a;;b;", List.of(List.of("a"), List.of("b"))),
                arguments("echo 'a;b'", List.of(List.of("echo", "a;b"))),
                arguments("echo \"a;b\"", List.of(List.of("echo", "a;b"))),
                arguments("echo a\\;b", List.of(List.of("echo", "a;b"))),
                arguments("echo a\\ b", List.of(List.of("echo", "a b"))),
                arguments("echo ''", List.of(List.of("echo", ""))),
                arguments("echo \"\" x", List.of(List.of("echo", "", "x"))),
                arguments("''", List.of(List.of(""))),
                arguments("echo a''b", List.of(List.of("echo", "ab"))),
                arguments("echo 'a'\"b\"c\\d", List.of(List.of("echo", "abcd"))),
                arguments("echo 'it'\\''s'", List.of(List.of("echo", "it's"))),
                arguments("echo '\\n\"$`'", List.of(List.of("echo", "\\n\"$`"))),
                arguments("echo \"\\\"\\\\\\$\\`\"", List.of(List.of("echo", "\"\\$`"))),
                arguments("echo \"\\n\\ \\;'\"", List.of(List.of("echo", "\\n\\ \\;'"))),
                arguments("echo \\\"\\'\\\\", List.of(List.of("echo", "\"'\\"))),
                arguments(
                        "echo $HOME * ? ~ > x | y & # z",
                        List.of(List.of("echo", "$HOME", "*", "?", "~", ">", "x", "|", "y", "&", "#", "z"))),
                arguments(
                        "echo \u00e4 '\u00f6 \ud83d\ude00'",
                        List.of(List.of("echo", "\u00e4", "\u00f6 \ud83d\ude00"))));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void splitsAsAShellQuotes(String line, List<List<String>> commands) {
        assertThat(CommandLine.parse(line).commands()).isEqualTo(commands);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", ";", " ; ;; "})
    void refusesLineWithoutCommand(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandLine.parse(line))
                .withMessageContaining("'" + line + "'")
                .withMessageContaining("no command");
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo 'a", "echo \"a", "echo \"a\\\"", "echo 'a' '", "a;b \"", "'", "\"\\"})
    void refusesOpenQuote(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandLine.parse(line))
                .withMessageContaining(line)
                .withMessageContaining("an open");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "echo a\\", "echo 'a'\\"})
    void refusesTrailingBackslash(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandLine.parse(line))
                .withMessageContaining(line)
                .withMessageContaining("after the last \\");
    }

    @Test
    void refusesZeroCharacter() {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse("echo a\0b"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsAgainWhatWasQuoted(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            List<List<String>> commands = some(random, () -> some(random, () -> word(random)));
            String line = commands.stream()
                    .map(words ->
                            words.stream().map(word -> quote(word, random)).collect(Collectors.joining(" ")))
                    .collect(Collectors.joining(" ; "));

            assertThat(CommandLine.parse(line).commands()).as(line).isEqualTo(commands);
        }
    }

    private static <T> List<T> some(Random random, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        int size = 1 + random.nextInt(4);
        while (list.size() < size) {
            list.add(element.get());
        }
        return list;
    }

    private static String word(Random random) {
        String alphabet = "ab;'\"\\$` \t\n\u00e4|&";
        return random.ints(random.nextInt(8), 0, alphabet.length())
                .mapToObj(i -> alphabet.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    private static String quote(String word, Random random) {
        return switch (word.isEmpty() ? random.nextInt(2) : random.nextInt(3)) {
            case 0 -> "'" + word.replace("'", "'\\''") + "'";
            case 1 -> "\"" + word.replaceAll("[\"\\\\$`]", "\\\\$0") + "\"";
            default -> word.replaceAll("(?s).", "\\\\$0");
        };
    }

    @Test
    void takesWordsAsTheyAre() {
        assertThat(CommandLine.of(List.of("echo", "a;b", "")).commands()).containsExactly(List.of("echo", "a;b", ""));
    }

    @Test
    void refusesWhatIsNoCommand() {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new CommandLine(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandLine.of(List.of("echo", "a\0b")))
                .withMessageContaining("zero character");
    }
}
