package net.vdestack.console;

import java.util.regex.Pattern;

/** Text that comes from elsewhere, made fit for a terminal. */
final class OneLine {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}]+");

    private OneLine() {}

    /** The same without what breaks lines or steers terminals. */
    static String of(String text) {
        return CONTROL.matcher(text).replaceAll(" ").strip();
    }
}
