package net.vdestack.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.vdestack.benchmarks.contest.Contest;
import net.vdestack.benchmarks.contest.Jdk;

/**
 * What to do, as the script {@code ./bench} says it: it has read the command line.
 *
 * @param kinds what to measure; empty for all
 * @param cases names of what to measure, or their first words; empty for what is common
 * @param rounds how often
 * @param jdks what our stacks run on
 * @param out the folder to leave the rows in
 * @param quick whether to measure shortly
 */
record Options(List<String> kinds, List<String> cases, int rounds, List<Jdk> jdks, Path out, boolean quick)
        implements Contest.Choice {
    /**
     * Takes words such as {@code rounds=3}, lists with commas.
     *
     * @throws IOException if something named there is not what it should be
     */
    static Options parse(String... args) throws IOException {
        Map<String, String> words = new HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            words.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        List<Jdk> jdks = new ArrayList<>();
        for (String home : list(words.get("jdks"))) {
            jdks.add(Jdk.at(Path.of(home)));
        }
        return new Options(
                list(words.get("kinds")),
                list(words.get("cases")),
                Integer.parseInt(words.get("rounds")),
                List.copyOf(jdks),
                Path.of(words.get("out")),
                !words.get("quick").isEmpty());
    }

    private static List<String> list(String value) {
        return Arrays.stream(value.split(",")).filter(word -> !word.isEmpty()).toList();
    }

    @Override
    public boolean wants(String kind) {
        return kinds.isEmpty() || kinds.contains(kind);
    }

    @Override
    public boolean selects(String name, boolean common) {
        return cases.isEmpty() ? common : cases.stream().anyMatch(each -> (name + "-").startsWith(each + "-"));
    }
}
