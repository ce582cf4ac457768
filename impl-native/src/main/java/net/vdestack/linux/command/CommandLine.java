package net.vdestack.linux.command;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into commands and words, as a shell quotes but with nothing else of a shell: no variables, no patterns,
 * no redirection.
 *
 * <p>Commands are separated by {@code ;} and words by blanks and line ends. Inside {@code '…'} all characters stand for
 * themselves; inside {@code "…"} a backslash quotes {@code "}, {@code \}, {@code $} and {@code `} and is itself
 * otherwise; outside quotes it quotes any character.
 */
public final class CommandLine {
    private static final String BLANKS = " \t\r\n";
    private static final String ESCAPABLE_IN_QUOTES = "\"\\$`";

    private final String line;
    private final List<List<String>> commands = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private List<String> words = new ArrayList<>();
    /** An empty pair of quotes makes a word, too. */
    private boolean inWord;

    private int next;

    private CommandLine(String line) {
        this.line = line;
    }

    /**
     * Splits a line. Empty commands are skipped.
     *
     * @return the words of each command; at least one command, each of at least one word
     * @throws IllegalArgumentException if there is no command, a quote is left open, nothing follows a backslash, or
     *     there is a zero character
     */
    public static List<List<String>> parse(String line) {
        return new CommandLine(line).parse();
    }

    private List<List<String>> parse() {
        if (line.indexOf('\0') >= 0) {
            throw unusable("a zero character");
        }
        while (next < line.length()) {
            accept(line.charAt(next++));
        }
        endCommand();
        if (commands.isEmpty()) {
            throw unusable("no command");
        }
        return List.copyOf(commands);
    }

    private void accept(char c) {
        if (c == ';') {
            endCommand();
        } else if (BLANKS.indexOf(c) >= 0) {
            endWord();
        } else {
            inWord = true;
            switch (c) {
                case '\'' -> singleQuoted();
                case '"' -> doubleQuoted();
                case '\\' -> escaped();
                default -> word.append(c);
            }
        }
    }

    private void singleQuoted() {
        int end = line.indexOf('\'', next);
        if (end < 0) {
            throw unusable("an open '");
        }
        word.append(line, next, end);
        next = end + 1;
    }

    private void doubleQuoted() {
        while (next < line.length()) {
            char c = line.charAt(next++);
            if (c == '"') {
                return;
            }
            boolean escapes = c == '\\' && next < line.length() && ESCAPABLE_IN_QUOTES.indexOf(line.charAt(next)) >= 0;
            word.append(escapes ? line.charAt(next++) : c);
        }
        throw unusable("an open \"");
    }

    private void escaped() {
        if (next == line.length()) {
            throw unusable("nothing after the last \\");
        }
        word.append(line.charAt(next++));
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }

    private void endCommand() {
        endWord();
        if (!words.isEmpty()) {
            commands.add(List.copyOf(words));
            words = new ArrayList<>();
        }
    }

    private IllegalArgumentException unusable(String reason) {
        return new IllegalArgumentException("commands '" + line + "' have " + reason);
    }
}
