package net.vdestack.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of a run. */
public final class Report {
    private static final String OURS = "vdestack-";

    private final Results results;

    /** Of these rows. */
    public Report(List<Row> rows) {
        results = new Results(rows);
    }

    /** All tables, for a terminal. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        tables().forEach((title, table) ->
                text.append(title).append('\n').append(table.toText()).append('\n'));
        return text.toString();
    }

    private Map<String, Table> tables() {
        Map<String, Table> tables = new LinkedHashMap<>();
        for (String test : results.tests()) {
            Kind.of(test).ifPresent(kind -> tables.put(test, table(test, kind)));
        }
        return tables;
    }

    private Table table(String test, Kind kind) {
        List<String> contestants = results.contestants(test);
        List<String> ours =
                contestants.stream().filter(name -> name.contains(OURS)).toList();
        List<String> header = new ArrayList<>(List.of(""));
        kind.columns().forEach(column -> header.add(column.title()));
        String first = kind.columns().get(0).metric();
        ours.forEach(name -> header.add(name + " ÷ this"));
        Table table = new Table(header);
        for (String contestant : contestants) {
            List<String> line = new ArrayList<>(List.of(contestant));
            for (Kind.Column column : kind.columns()) {
                line.add(text(results.values(test, contestant, column.metric())));
            }
            for (String our : ours) {
                line.add(our.equals(contestant) ? "" : text(results.ratio(test, first, our, contestant)));
            }
            table.add(line);
        }
        return table;
    }

    private static String text(java.util.Optional<Spread> spread) {
        return spread.map(Spread::toString).orElse("–");
    }
}
