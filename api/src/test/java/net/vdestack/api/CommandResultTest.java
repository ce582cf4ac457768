package net.vdestack.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandResultTest {
    private static final CommandResult.Result TRUE =
            new CommandResult.Result(List.of("true"), 0, "", "", Duration.ofMillis(2));

    @Test
    void keepsResultsOfItsOwn() {
        List<CommandResult.Result> results = new ArrayList<>(List.of(TRUE));
        CommandResult result = new CommandResult(0, false, results);

        results.clear();

        assertThat(result.results()).containsExactly(TRUE);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> result.results().add(TRUE));
    }

    @Test
    void keepsWordsOfItsOwn() {
        List<String> argv = new ArrayList<>(List.of("ip", "route"));
        CommandResult.Result result = new CommandResult.Result(argv, 0, "", "", Duration.ZERO);

        argv.set(0, "rm");

        assertThat(result.argv()).containsExactly("ip", "route");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> result.argv().set(0, "rm"));
    }
}
