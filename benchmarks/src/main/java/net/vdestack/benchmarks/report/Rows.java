package net.vdestack.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file of rows of a run. Each row is in it as soon as it was measured. */
public final class Rows implements Closeable {
    /** Its name in a folder of results. */
    public static final String FILE = "rows.csv";

    private final Writer writer;

    /** Begins a file in a folder. */
    public Rows(Path folder) throws IOException {
        writer = Files.newBufferedWriter(folder.resolve(FILE), UTF_8);
        writer.write(Row.HEADER + "\n");
    }

    /** Adds one. */
    public void add(Row row) throws IOException {
        writer.write(row.toCsv() + "\n");
        writer.flush();
    }

    /** Reads those of a folder. */
    public static List<Row> read(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve(FILE), UTF_8).stream()
                .skip(1)
                .map(Row::parse)
                .toList();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
