package net.vdestack.ctl.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows under headings, in columns as wide as they need. Columns whose heading begins with a blank are for numbers;
 * where all headings are blank there is no line for them.
 */
public final class Table {
    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** Adds a row, with a cell for each column; null is printed as a dash. */
    public Table row(Object... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + headings);
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell == null || cell.toString().isEmpty() ? "-" : Plain.text(cell.toString()));
        }
        rows.add(row);
        return this;
    }

    /** The headings and the rows, a line each. */
    public List<String> lines(Paint paint) {
        List<List<String>> all = new ArrayList<>();
        if (!headings.stream().allMatch(String::isBlank)) {
            all.add(headings.stream().map(String::strip).toList());
        }
        all.addAll(rows);
        int[] widths = new int[headings.size()];
        for (List<String> row : all) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], width(row.get(column)));
            }
        }
        return all.stream().map(row -> line(row, widths, paint)).toList();
    }

    private String line(List<String> row, int[] widths, Paint paint) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            String blanks = " ".repeat(widths[column] - width(cell));
            boolean number = headings.get(column).startsWith(" ");
            boolean last = column == widths.length - 1;
            line.append(column == 0 ? "" : GAP)
                    .append(paint.paint(cell, number ? blanks + cell : last ? cell : cell + blanks));
        }
        return line.toString();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
