package net.vdestack.rest.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import net.vdestack.rest.http.Problem;
import net.vdestack.rest.http.Problem.Mistake;
import net.vdestack.rest.http.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandBodyTest {
    private static CommandBody parse(String json) {
        return CommandBody.parse(json.getBytes(UTF_8));
    }

    private static Problem refusal(String json) {
        Problem problem =
                catchThrowableOfType(ProblemException.class, () -> parse(json)).problem("/api/v1/stacks/blue/commands");
        assertThat(problem.status()).isEqualTo(400);
        return problem;
    }

    @Test
    void splitsALine() {
        CommandBody body = parse("{\"command\":\"ip addr; echo 'a;b'\"}");

        assertThat(body.commands().commands()).containsExactly(List.of("ip", "addr"), List.of("echo", "a;b"));
        assertThat(body.timeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void takesWordsAsTheyAre() {
        CommandBody body = parse("{\"argv\":[\"echo\",\"a;b\"],\"timeoutSeconds\":3600}");

        assertThat(body.commands().commands()).containsExactly(List.of("echo", "a;b"));
        assertThat(body.timeout()).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3601", "1.5", "\"30\"", "null", "99999999999", "[]"})
    void refusesTimeouts(String value) {
        assertThat(refusal("{\"command\":\"true\",\"timeoutSeconds\":" + value + "}")
                        .errors())
                .extracting(Mistake::pointer)
                .containsExactly("/timeoutSeconds");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"command\":\"echo 'a\"} | /command | an open '",
                "{\"command\":\" ; \"} | /command | no command",
                "{\"command\":\"\"} | /command | no command",
                "{\"command\":1} | /command | must be a string",
                "{\"argv\":[]} | /argv | no command",
                "{\"argv\":\"ip\"} | /argv | must be an array",
                "{\"argv\":[\"ip\",1]} | /argv | must be a string",
                "{\"argv\":[\"ip\\u0000\"]} | /argv | zero character",
                "{\"command\":\"true\",\"a/b~\":1} | /a~1b~0 | known are",
            })
    void namesTheMistake(String json, String pointer, String detail) {
        List<Mistake> errors = refusal(json).errors();

        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).pointer()).isEqualTo(pointer);
        assertThat(errors.get(0).detail()).contains(detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "7", "null", "{", "{\"command\":\"a\",\"argv\":[\"a\"]}", "{} {}"})
    void refusesWhatIsNoRequest(String json) {
        assertThat(refusal(json).errors()).extracting(Mistake::pointer).containsExactly("");
    }

    @Test
    void namesAllMistakes() {
        assertThat(refusal("{\"command\":\"'\",\"timeoutSeconds\":0,\"x\":1}").errors())
                .extracting(Mistake::pointer)
                .containsExactly("/command", "/timeoutSeconds", "/x");
    }
}
