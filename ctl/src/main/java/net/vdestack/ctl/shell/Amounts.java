package net.vdestack.ctl.shell;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Numbers and times as people read them. */
public final class Amounts {
    private static final String[] PREFIXES = {"", "k", "M", "G", "T"};
    private static final double STEP = 1000;

    private Amounts() {}

    /** Bytes, by powers of ten. */
    public static String bytes(long bytes) {
        return scaled((double) bytes) + "B";
    }

    /** Bits in a second. */
    public static String rate(double bits) {
        return scaled(bits) + "bit/s";
    }

    /** Of things in a second. */
    public static String count(double things) {
        return String.format(Locale.ROOT, "%.0f", things);
    }

    private static String scaled(double value) {
        double rest = value;
        int prefix = 0;
        // what would be rounded to 1000 is 1 of the next one
        while (rest >= STEP - 0.5 && prefix < PREFIXES.length - 1) {
            rest /= STEP;
            prefix++;
        }
        int digits = prefix == 0 || rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + digits + "f %s", rest, PREFIXES[prefix]);
    }

    /** How long it is since an instant in ISO 8601, roughly; a dash for what is none. */
    public static String since(String instant, Instant now) {
        try {
            return roughly(Duration.between(Instant.parse(instant), now));
        } catch (DateTimeException e) {
            return "-";
        }
    }

    private static String roughly(Duration time) {
        if (time.toMinutes() < 1) {
            return Math.max(0, time.toSeconds()) + "s";
        }
        if (time.toHours() < 1) {
            return time.toMinutes() + "m";
        }
        if (time.toDays() < 1) {
            return time.toHours() + "h" + time.toMinutesPart() + "m";
        }
        return time.toDays() + "d" + time.toHoursPart() + "h";
    }
}
