package net.vdestack.ctl.shell;

import java.util.Map;

/** Colours for words that tell how things are, on terminals. */
public enum Paint {
    NONE {
        @Override
        String paint(String word, String padded) {
            return padded;
        }
    },
    STATES {
        @Override
        String paint(String word, String padded) {
            String colour = COLOURS.get(word);
            return colour == null ? padded : "\033[" + colour + "m" + padded + "\033[0m";
        }
    };

    private static final String GREEN = "32";
    private static final String YELLOW = "33";
    private static final String RED = "31";
    private static final Map<String, String> COLOURS = Map.ofEntries(
            Map.entry("UP", GREEN),
            Map.entry("CONNECTED", GREEN),
            Map.entry("pass", GREEN),
            Map.entry("yes", GREEN),
            Map.entry("STARTING", YELLOW),
            Map.entry("STOPPING", YELLOW),
            Map.entry("DEGRADED", YELLOW),
            Map.entry("CONNECTING", YELLOW),
            Map.entry("warn", YELLOW),
            Map.entry("FAILED", RED),
            Map.entry("DISCONNECTED", RED),
            Map.entry("fail", RED),
            Map.entry("no", RED));

    /** What this shell wants. */
    public static Paint of(Shell shell) {
        return shell.colours() ? STATES : NONE;
    }

    /** @param padded the word with the blanks of its column */
    abstract String paint(String word, String padded);
}
