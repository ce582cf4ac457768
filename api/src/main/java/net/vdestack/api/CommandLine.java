package net.vdestack.api;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@link NetworkStack#run(CommandLine, java.time.Duration, CommandListener)} runs: commands, one after the other.
 *
 * @param commands the words of each, beginning with its name; at least one command, each of at least one word
 */
public record CommandLine(List<List<String>> commands) {
    /** @throws IllegalArgumentException if there is no command, one has no word, or a word has a zero character */
    public CommandLine {
        commands = commands.stream().map(List::copyOf).toList();
        if (commands.isEmpty() || commands.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("no command");
        }
        for (List<String> words : commands) {
            for (String word : words) {
                if (word.indexOf('\0') >= 0) {
                    throw new IllegalArgumentException("'" + word + "' has a zero character");
                }
            }
        }
    }

    /** One command. */
    public static CommandLine of(List<String> argv) {
        return new CommandLine(List.of(argv));
    }

    /**
     * Splits a line into commands and words, as a shell quotes but with nothing else of a shell: no variables, no
     * patterns, no redirection.
     *
     * <p>Commands are separated by {@code ;} and words by blanks and line ends. Inside {@code '…'} all characters stand
     * for themselves; inside {@code "…"} a backslash quotes {@code "}, {@code \}, {@code $} and {@code `} and is itself
     * otherwise; outside quotes it quotes any character. Empty commands are skipped.
     *
     * @throws IllegalArgumentException if there is no command, a quote is left open, nothing follows a backslash, or
     *     there is a zero character
     */
    public static CommandLine parse(String line) {
        return new Splitter(line).split();
    }

    private static final class Splitter {
        private static final String BLANKS = " \t\r\n";
        private static final String ESCAPABLE_IN_QUOTES = "\"\\$`";

        private final String line;
        private final List<List<String>> commands = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private List<String> words = new ArrayList<>();
        /** An empty pair of quotes makes a word, too. */
        private boolean inWord;

        private int next;

        Splitter(String line) {
            this.line = line;
        }

        CommandLine split() {
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
            return new CommandLine(commands);
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
                boolean escapes =
                        c == '\\' && next < line.length() && ESCAPABLE_IN_QUOTES.indexOf(line.charAt(next)) >= 0;
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
}
