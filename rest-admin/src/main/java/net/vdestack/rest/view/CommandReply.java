package net.vdestack.rest.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import net.vdestack.api.CommandResult;

/**
 * What came of commands.
 *
 * @param exitCode of the last one: 0 if all succeeded, 127 if it cannot be started, 124 if the time ran out, 128+n for
 *     signal n
 * @param results of each command tried; those behind a failure are not tried
 */
public record CommandReply(int exitCode, boolean timedOut, List<Result> results) {
    /**
     * One command.
     *
     * @param stdout the first MiB, then {@code truncated}; not in events
     * @param stderr likewise; the reason if it cannot be started
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(List<String> argv, int exitCode, String stdout, String stderr, long durationMillis) {}

    /** All of it. */
    public static CommandReply of(CommandResult result) {
        return new CommandReply(
                result.exitCode(),
                result.timedOut(),
                result.results().stream()
                        .map(each -> new Result(
                                each.argv(),
                                each.exitCode(),
                                each.stdout(),
                                each.stderr(),
                                each.duration().toMillis()))
                        .toList());
    }

    /** For who has heard the output already. */
    public static CommandReply withoutOutput(CommandResult result) {
        return new CommandReply(
                result.exitCode(),
                result.timedOut(),
                of(result).results().stream()
                        .map(each -> new Result(each.argv(), each.exitCode(), null, null, each.durationMillis()))
                        .toList());
    }
}
