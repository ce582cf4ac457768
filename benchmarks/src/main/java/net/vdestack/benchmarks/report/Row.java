package net.vdestack.benchmarks.report;

/**
 * One value that was measured.
 *
 * @param kind tcp, udp, rtt …
 * @param test what was measured, such as {@code vxvde-v4-1-cubic}
 * @param contestant of whom
 * @param round in which round, from 1 on
 * @param metric what the value is, with its unit, such as {@code mbit_s}
 * @param value the value
 */
public record Row(String kind, String test, String contestant, int round, String metric, double value) {
    /** The metric that has to be zero. */
    public static final String CHECKSUM_ERRORS = "checksum_errors";

    static final String HEADER = "kind,case,contestant,round,metric,value";
    private static final int COLUMNS = 6;

    String toCsv() {
        return String.join(",", kind, test, contestant, String.valueOf(round), metric, String.valueOf(value));
    }

    /** @throws IllegalArgumentException if it is none */
    static Row parse(String line) {
        String[] columns = line.split(",", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException(
                    "'" + line + "' has " + columns.length + " columns: a row has " + COLUMNS + ", " + HEADER);
        }
        try {
            return new Row(
                    columns[0],
                    columns[1],
                    columns[2],
                    Integer.parseInt(columns[3]),
                    columns[4],
                    Double.parseDouble(columns[5]));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + line + "': round and value must be numbers", e);
        }
    }
}
