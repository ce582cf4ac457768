package net.vdestack.benchmarks.report;

import java.util.List;

/**
 * The median of values, and how far they spread.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param minimum the smallest
 * @param maximum the largest
 * @param count how many there are
 */
record Spread(double median, double minimum, double maximum, int count) {
    /** @throws IllegalArgumentException if there is no value */
    static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values: there is no median of nothing");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1), sorted.size());
    }

    /** As {@code 12.3 [11.0–14.2]}. */
    @Override
    public String toString() {
        return minimum == maximum
                ? digits(median)
                : digits(median) + " [" + digits(minimum) + "–" + digits(maximum) + "]";
    }

    /** Three digits, or all before the point. */
    static String digits(double value) {
        double magnitude = Math.abs(value);
        int decimals = magnitude >= 100 || value == 0 ? 0 : magnitude >= 10 ? 1 : magnitude >= 0.1 ? 2 : 3;
        return String.format("%." + decimals + "f", value);
    }
}
