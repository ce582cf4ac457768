package net.vdestack.benchmarks.end;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * One line of an end's standard input.
 *
 * @param end the number of the end
 * @param words the command and its arguments
 */
record Job(int end, List<String> words) {
    String command() {
        return words.get(0);
    }

    String word(int index) {
        return words.get(index);
    }

    int number(int index) {
        return Integer.parseInt(words.get(index));
    }

    /** The address that is the first two arguments. */
    InetSocketAddress address() {
        return new InetSocketAddress(word(1), number(2));
    }

    /** Answers. */
    void say(String answer) {
        // one call for a line, for several threads speak
        System.out.print(end + " " + answer + "\n");
        System.out.flush();
    }
}
