package net.vdestack.api;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What came of {@link NetworkStack#run(String)}: one result for each command that was started or tried, in order.
 *
 * @param exitCode the exit code of the last of them: 0 when all succeeded
 * @param timedOut whether the time ran out; then everything the run had started was killed and the exit code is 124
 * @param results one entry for each command tried; those behind a failure were not tried
 */
public record CommandResult(int exitCode, boolean timedOut, List<Result> results) {
    public CommandResult {
        results = List.copyOf(results);
    }

    /**
     * One command.
     *
     * @param argv its words, as split
     * @param exitCode its exit code; 128+n if signal n ended it, 127 if it could not be started, 124 if time ran out
     * @param stdout its output, decoded as UTF-8; the first MiB, then {@code truncated}
     * @param stderr its error output, likewise; the reason when it could not be started
     * @param duration from start to end
     */
    public record Result(List<String> argv, int exitCode, String stdout, String stderr, Duration duration) {
        public Result {
            argv = List.copyOf(argv);
            Objects.requireNonNull(stdout, "stdout");
            Objects.requireNonNull(stderr, "stderr");
            Objects.requireNonNull(duration, "duration");
        }
    }
}
