package net.vdestack.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Rows of cells, one below the other; each row is one line of the text. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int heads;

    /** One without a head. */
    Table() {
        heads = 0;
    }

    /** One with a head. */
    Table(String... heads) {
        rows.add(List.of(heads));
        this.heads = 1;
    }

    /** Whether there is no row but the head. */
    boolean isBare() {
        return rows.size() == heads;
    }

    /** Adds a row; the cells' texts are those of the objects. */
    Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(cell -> OneLine.of(cell.toString())).toList());
        return this;
    }

    @Override
    public String toString() {
        return rows.stream().map(this::line).collect(Collectors.joining("\n"));
    }

    private String line(List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            line.append(row.get(column))
                    .append(" ".repeat(width(column) - row.get(column).length()))
                    .append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> row.size() > column)
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }
}
