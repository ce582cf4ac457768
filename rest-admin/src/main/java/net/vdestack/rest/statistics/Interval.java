package net.vdestack.rest.statistics;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time between two events, as clients write it. */
public final class Interval {
    private static final Pattern FORMAT = Pattern.compile("([0-9]{1,9})(ms|s)");
    private static final Duration LEAST = Duration.ofMillis(100);

    private Interval() {}

    /**
     * What {@code 500ms} or {@code 1s} says.
     *
     * @throws IllegalArgumentException for what is neither, or too short
     */
    public static Duration parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("interval '" + text + "': write it as 500ms or 1s");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration interval = matcher.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
        if (interval.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("interval '" + text + "' is too short: 100ms at least");
        }
        return interval;
    }
}
