package net.vdestack.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A table of text, whose first column is to the left and the others to the right. */
final class Table {
    private final List<List<String>> lines = new ArrayList<>();

    Table(List<String> header) {
        lines.add(header);
    }

    void add(List<String> line) {
        if (line.size() != lines.get(0).size()) {
            throw new IllegalArgumentException(line + " has " + line.size() + " cells: the table has "
                    + lines.get(0).size() + " columns");
        }
        lines.add(line);
    }

    /** Whether it has a header alone. */
    boolean isEmpty() {
        return lines.size() == 1;
    }

    /** For a terminal: columns aligned, two blanks between. */
    String toText() {
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                int width = width(column);
                String cell = line.get(column);
                String blanks = " ".repeat(width - cell.length());
                row.append(column == 0 ? cell + blanks : "  " + blanks + cell);
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }

    /** For GitHub. */
    String toMarkdown() {
        StringBuilder text = new StringBuilder();
        text.append(markdown(lines.get(0)));
        text.append("|---").append("|--:".repeat(lines.get(0).size() - 1)).append("|\n");
        lines.stream().skip(1).map(Table::markdown).forEach(text::append);
        return text.toString();
    }

    private static String markdown(List<String> line) {
        return "| " + String.join(" | ", line) + " |\n";
    }
}
