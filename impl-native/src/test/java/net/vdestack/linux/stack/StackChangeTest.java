package net.vdestack.linux.stack;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import net.vdestack.api.CommandResult;
import org.junit.jupiter.api.Test;

class StackChangeTest {
    private static CommandResult result(int exitCode, boolean timedOut, String stderr) {
        CommandResult.Result last =
                new CommandResult.Result(List.of("dhclient", "vde0"), exitCode, "", stderr, Duration.ofSeconds(1));
        return new CommandResult(exitCode, timedOut, List.of(last));
    }

    @Test
    void commandsThatSucceedAreAllThereIsToSay() throws Exception {
        StackChange.requireSuccess("blue", result(0, false, "a warning"));
    }

    @Test
    void theCommandThatFailsIsNamed() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> StackChange.requireSuccess("blue", result(2, false, "no lease\n")))
                .withMessage("stack blue: command 'dhclient vde0' failed with exit code 2: no lease");
    }

    @Test
    void theCommandThatDoesNotEndIsNamedAndWhatToDoInstead() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> StackChange.requireSuccess("blue", result(124, true, "")))
                .withMessage("stack blue: its commands were ended after 2 minutes, at 'dhclient vde0'; what runs longer"
                        + " is started with NetworkStack.start");
    }
}
