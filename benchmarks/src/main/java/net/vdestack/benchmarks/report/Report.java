package net.vdestack.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The tables and plots of a run. */
public final class Report {
    private static final String OURS = "vdestack-";
    private static final String ALONE = "among-0";
    private static final String FIGURES = "figures.md";
    /** What was measured with; the script writes it. */
    private static final String ENVIRONMENT = "environment.txt";

    private final Results results;

    /** Of these rows. */
    public Report(List<Row> rows) {
        results = new Results(rows);
    }

    /** How many segments came with a wrong checksum, anywhere. */
    public long checksumErrors() {
        return results.total(Row.CHECKSUM_ERRORS)
                .map(spread -> (long) spread.median())
                .orElse(0L);
    }

    /** All tables, for a terminal. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (Kind kind : Kind.ALL) {
            tables(kind)
                    .forEach((test, table) -> text.append(test)
                            .append('\n')
                            .append(table.toText())
                            .append('\n'));
        }
        goals().ifPresent(table -> text.append(table.toText()));
        return text.toString();
    }

    /** Writes tables and plots of a folder of results to another one, and copies the rows there. */
    public static void write(Path from, Path to) throws IOException {
        Report report = new Report(Rows.read(from));
        Files.createDirectories(to);
        String environment = Files.readString(from.resolve(ENVIRONMENT), UTF_8);
        Files.writeString(to.resolve(FIGURES), report.toMarkdown(environment), UTF_8);
        for (Kind kind : Kind.ALL) {
            for (Map.Entry<String, DotPlot> plot : report.plots(kind).entrySet()) {
                Files.writeString(to.resolve(plot.getKey()), plot.getValue().toSvg(), UTF_8);
            }
        }
        for (String name : List.of(Rows.FILE, ENVIRONMENT)) {
            Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private String toMarkdown(String environment) {
        StringBuilder text = new StringBuilder("# Figures\n\nDrawn by `./bench report` from [rows.csv](rows.csv);"
                + " [how to read them](../performance.md).\n\n```\n"
                + environment.strip() + "\n```\n");
        goals().ifPresent(table -> text.append("\n## Goals\n\n").append(table.toMarkdown()));
        for (Kind kind : Kind.ALL) {
            Map<String, Table> tables = tables(kind);
            if (tables.isEmpty()) {
                continue;
            }
            text.append("\n## ").append(kind.title()).append("\n");
            plots(kind)
                    .forEach((file, plot) -> text.append("\n![")
                            .append(plot.title())
                            .append("](")
                            .append(file)
                            .append(")\n"));
            tables.forEach((test, table) ->
                    text.append("\n### ").append(name(test)).append("\n\n").append(table.toMarkdown()));
        }
        return text.toString();
    }

    private Map<String, Table> tables(Kind kind) {
        Map<String, Table> tables = new LinkedHashMap<>();
        results.tests().stream().filter(kind::has).forEach(test -> tables.put(test, table(test, kind)));
        return tables;
    }

    private Table table(String test, Kind kind) {
        List<String> contestants = results.contestants(test);
        List<Kind.Column> columns = kind.columns().stream()
                .filter(column -> contestants.stream()
                        .anyMatch(name ->
                                results.values(test, name, column.metric()).isPresent()))
                .toList();
        List<String> header = new ArrayList<>(List.of(""));
        columns.forEach(column -> header.add(column.title()));
        Map<String, Function<String, Optional<Spread>>> ratios =
                ratios(test, columns.get(0).metric(), contestants);
        header.addAll(ratios.keySet());
        Table table = new Table(header);
        for (String contestant : contestants) {
            List<String> line = new ArrayList<>(List.of(contestant));
            columns.forEach(column -> line.add(text(results.values(test, contestant, column.metric()))));
            ratios.values().forEach(ratio -> line.add(text(ratio.apply(contestant))));
            table.add(line);
        }
        return table;
    }

    /** Columns of ratios: of ours to each line, or of each line to that of a pair that is alone. */
    private Map<String, Function<String, Optional<Spread>>> ratios(
            String test, String metric, List<String> contestants) {
        Map<String, Function<String, Optional<Spread>>> ratios = new LinkedHashMap<>();
        if (contestants.contains(ALONE) && metric.equals("mbit_s")) {
            ratios.put("÷ " + ALONE, line -> results.ratio(test, metric, line, ALONE));
        }
        for (String ours : contestants) {
            if (ours.contains(OURS)) {
                ratios.put(
                        ours + " ÷ this",
                        line -> line.equals(ours) ? Optional.empty() : results.ratio(test, metric, ours, line));
            }
        }
        return ratios;
    }

    /** Plots that have something to show, by the names of their files. */
    private Map<String, DotPlot> plots(Kind kind) {
        Map<String, DotPlot> plots = new LinkedHashMap<>();
        for (Kind.Column column : kind.columns()) {
            DotPlot plot = plot(kind, column);
            if (column.plotted() && !plot.isEmpty()) {
                plots.put(kind.name() + "-" + column.metric() + ".svg", plot);
            }
        }
        return plots;
    }

    private DotPlot plot(Kind kind, Kind.Column column) {
        DotPlot plot = new DotPlot(kind.title() + ": " + column.title());
        for (String test : results.tests()) {
            if (kind.has(test)) {
                plot.heading(name(test));
                for (String contestant : results.contestants(test)) {
                    results.values(test, contestant, column.metric())
                            .ifPresent(spread -> plot.add(contestant, spread, contestant.contains(OURS)));
                }
            }
        }
        return plot;
    }

    /** Goals, if any of them was measured. */
    private Optional<Table> goals() {
        Table table = new Table(List.of("Goal [hoped for]", "JDK", "wanted", "measured", "met"));
        for (String jdk : results.jdks(OURS)) {
            addGoals(Goal.of(OURS + jdk), jdk, table);
        }
        addGoals(Goal.common(), "", table);
        return table.isEmpty() ? Optional.empty() : Optional.of(table);
    }

    private void addGoals(List<Goal> goals, String jdk, Table table) {
        for (Goal goal : goals) {
            goal.measured()
                    .apply(results)
                    .ifPresent(spread -> table.add(List.of(
                            goal.text(), jdk, goal.wanted(), spread.toString(), goal.isMet(spread) ? "yes" : "NO")));
        }
    }

    private static String name(String test) {
        return test.substring(test.indexOf(' ') + 1);
    }

    private static String text(Optional<Spread> spread) {
        return spread.map(Spread::toString).orElse("–");
    }
}
