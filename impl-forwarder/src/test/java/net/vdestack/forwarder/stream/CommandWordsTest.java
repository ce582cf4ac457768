package net.vdestack.forwarder.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandWordsTest {
    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of("vde_plug", List.of("vde_plug")),
                Arguments.of("  ssh host\tvde_plug  vxvde:// ", List.of("ssh", "host", "vde_plug", "vxvde://")),
                Arguments.of("a 'b c' \"d e\"", List.of("a", "b c", "d e")),
                Arguments.of("a '' \"\"", List.of("a", "", "")),
                Arguments.of("a'b'\"c\"\\ d", List.of("abc d")),
                Arguments.of("'a\\b' \"a\\b\" \"a\\\"b\" a\\b", List.of("a\\b", "a\\b", "a\"b", "ab")),
                Arguments.of("\"$x\" \"\\$x\" $x `x` *", List.of("$x", "$x", "$x", "`x`", "*")),
                Arguments.of("sh -c 'a; b | c'", List.of("sh", "-c", "a; b | c")),
                Arguments.of("a;b", List.of("a;b")),
                Arguments.of("\"it's\" 'say \"x\"'", List.of("it's", "say \"x\"")),
                Arguments.of("a\nb", List.of("a", "b")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void splitsAsAShellQuotes(String command, List<String> words) {
        assertThat(CommandWords.split(command)).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void refusesNoCommand(String command) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandWords.split(command))
                .withMessageContaining("no command");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 'b", "a \"b", "a \"b\\\"", "a\\", "a\0"})
    void refusesWhatIsNotFinished(String command) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandWords.split(command))
                .withMessageContaining("quote");
    }
}
