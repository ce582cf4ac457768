package net.vdestack.benchmarks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A plot in SVG: a dot for each median on a logarithmic axis, and a line from minimum to maximum. Its colours can be
 * read on light and on dark pages.
 */
final class DotPlot {
    private static final int WIDTH = 860;
    private static final int LEFT = 210;
    private static final int RIGHT = 60;
    private static final int TOP = 44;
    private static final int LINE = 18;
    private static final int GAP = 26;
    private static final int BOTTOM = 34;
    private static final MathContext ONE_DIGIT = new MathContext(1);
    private static final String TEXT = "#7d8590";
    private static final String GRID = "#7d859055";
    private static final String OURS = "#2f81f7";
    private static final String OTHERS = "#8b949e";

    private final String title;
    private final List<Line> lines = new ArrayList<>();

    /** A line of the plot; without values a heading. */
    private record Line(String label, Spread spread, boolean ours) {
        boolean isHeading() {
            return spread == null;
        }
    }

    DotPlot(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Begins a group; one with nothing in it is not drawn. */
    void heading(String label) {
        dropEmptyGroup();
        lines.add(new Line(label, null, false));
    }

    private void dropEmptyGroup() {
        if (!lines.isEmpty() && lines.get(lines.size() - 1).isHeading()) {
            lines.remove(lines.size() - 1);
        }
    }

    /** Adds to the group; only what is above 0 has a place on the axis. */
    void add(String label, Spread spread, boolean ours) {
        if (spread.minimum() > 0) {
            lines.add(new Line(label, spread, ours));
        }
    }

    boolean isEmpty() {
        return lines.stream().allMatch(Line::isHeading);
    }

    /** @throws IllegalStateException if nothing was added */
    String toSvg() {
        if (isEmpty()) {
            throw new IllegalStateException("'" + title + "' has nothing to draw");
        }
        dropEmptyGroup();
        int firstDecade = (int) Math.floor(Math.log10(extreme(true)));
        int lastDecade = Math.max(firstDecade + 1, (int) Math.ceil(Math.log10(extreme(false))));
        int height = TOP + lines.stream().mapToInt(DotPlot::height).sum() + BOTTOM;
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"12\" fill=\"%s\">%n",
                WIDTH, height, WIDTH, height, TEXT));
        svg.append(format("<title>%s</title>%n", escaped(title)));
        svg.append(format("<text x=\"10\" y=\"22\" font-size=\"15\" font-weight=\"bold\">%s</text>%n", escaped(title)));
        for (int decade = firstDecade; decade <= lastDecade; decade++) {
            tick(Math.pow(10, decade), firstDecade, lastDecade, height, svg);
            if (decade < lastDecade) {
                tick(2 * Math.pow(10, decade), firstDecade, lastDecade, height, svg);
                tick(5 * Math.pow(10, decade), firstDecade, lastDecade, height, svg);
            }
        }
        int y = TOP;
        for (Line line : lines) {
            y += height(line);
            if (line.isHeading()) {
                svg.append(format(
                        "<text x=\"10\" y=\"%d\" font-weight=\"bold\">%s</text>%n", y - 5, escaped(line.label())));
            } else {
                draw(line, y - LINE / 2.0, firstDecade, lastDecade, svg);
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static void tick(double value, int firstDecade, int lastDecade, int height, StringBuilder svg) {
        double x = x(Math.log10(value), firstDecade, lastDecade);
        svg.append(format(
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"/>%n",
                x, TOP - 8, x, height - BOTTOM, GRID));
        svg.append(format(
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" font-size=\"10\">%s</text>%n",
                x, height - BOTTOM + 16, number(value)));
    }

    private static void draw(Line line, double y, int firstDecade, int lastDecade, StringBuilder svg) {
        Spread spread = line.spread();
        String colour = line.ours() ? OURS : OTHERS;
        svg.append(format(
                "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"%s\">%s</text>%n",
                LEFT - 10, y + 4, line.ours() ? OURS : TEXT, escaped(line.label())));
        svg.append(format(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"3\""
                        + " stroke-linecap=\"round\" stroke-opacity=\"0.5\"/>%n",
                x(Math.log10(spread.minimum()), firstDecade, lastDecade),
                y,
                x(Math.log10(spread.maximum()), firstDecade, lastDecade),
                y,
                colour));
        svg.append(format(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\" fill=\"%s\"><title>%s: %s</title></circle>%n",
                x(Math.log10(spread.median()), firstDecade, lastDecade), y, colour, escaped(line.label()), spread));
        svg.append(format(
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"10\">%s</text>%n",
                x(Math.log10(spread.maximum()), firstDecade, lastDecade) + 9, y + 3.5, Spread.digits(spread.median())));
    }

    private double extreme(boolean smallest) {
        var values = lines.stream()
                .filter(line -> !line.isHeading())
                .mapToDouble(line ->
                        smallest ? line.spread().minimum() : line.spread().maximum());
        return (smallest ? values.min() : values.max()).orElseThrow();
    }

    private static int height(Line line) {
        return line.isHeading() ? GAP : LINE;
    }

    private static double x(double logarithm, int firstDecade, int lastDecade) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (logarithm - firstDecade) / (lastDecade - firstDecade);
    }

    private static String number(double value) {
        return value >= 1
                ? format("%,d", Math.round(value))
                : BigDecimal.valueOf(value).round(ONE_DIGIT).toPlainString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** With points whatever the machine's language. */
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
    }
}
