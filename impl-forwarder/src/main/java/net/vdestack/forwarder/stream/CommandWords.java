package net.vdestack.forwarder.stream;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a command, quoted as in a shell: {@code '…'}, {@code "…"} with backslashes, and {@code \c}. */
final class CommandWords {
    private static final Pattern WORD =
            Pattern.compile("(?:[^\\s'\"\\\\]|\\\\.|'[^']*'|\"(?:[^\"\\\\]|\\\\.)*\")+", Pattern.DOTALL);
    private static final Pattern PIECE =
            Pattern.compile("'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|\\\\(.)", Pattern.DOTALL);
    private static final Pattern ESCAPED = Pattern.compile("\\\\([\"\\\\$`])");

    private CommandWords() {}

    /**
     * Splits a command.
     *
     * @return at least one word
     * @throws IllegalArgumentException if there is none, a quote is left open, or there is a zero character
     */
    static List<String> split(String command) {
        if (command.indexOf('\0') >= 0 || !WORD.matcher(command).replaceAll("").isBlank()) {
            throw new IllegalArgumentException("an open quote, nothing after the last \\, or a zero character");
        }
        List<String> words = WORD.matcher(command)
                .results()
                .map(MatchResult::group)
                .map(CommandWords::unquote)
                .toList();
        if (words.isEmpty()) {
            throw new IllegalArgumentException("no command");
        }
        return words;
    }

    private static String unquote(String word) {
        return PIECE.matcher(word).replaceAll(match -> Matcher.quoteReplacement(plain(match)));
    }

    private static String plain(MatchResult quoted) {
        if (quoted.group(1) != null) {
            return quoted.group(1);
        }
        return quoted.group(2) != null ? ESCAPED.matcher(quoted.group(2)).replaceAll("$1") : quoted.group(3);
    }
}
