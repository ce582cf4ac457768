package net.vdestack.ctl.shell;

import java.util.regex.Pattern;

/** Text that may come from anybody, made harmless: what would steer the terminal is seen instead. */
public final class Plain {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    private Plain() {}

    /** The text in one line without control characters. */
    public static String text(String text) {
        return CONTROL.matcher(text).replaceAll("\ufffd");
    }
}
