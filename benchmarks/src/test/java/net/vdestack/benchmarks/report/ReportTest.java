package net.vdestack.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    Path folder;

    @BeforeEach
    void measure() throws Exception {
        try (Rows rows = new Rows(folder)) {
            for (int round = 1; round <= 3; round++) {
                rows.add(new Row("tcp", "lan-v4-1-cubic", "vdestack-17", round, "mbit_s", 8000 + round));
                rows.add(new Row("tcp", "lan-v4-1-cubic", "vdestack-17", round, Row.CHECKSUM_ERRORS, 0));
                rows.add(new Row("tcp", "lan-v4-1-cubic", "veth", round, "mbit_s", 10_000));
                rows.add(new Row("stacks", "crowd-lan-v4-1-cubic", "among-0", round, "mbit_s", 100));
                rows.add(new Row("stacks", "crowd-lan-v4-1-cubic", "among-1000", round, "mbit_s", 95));
            }
        }
        Files.writeString(folder.resolve("environment.txt"), "two processors\n");
    }

    @Test
    void tablesHaveRatiosToEachOther() throws Exception {
        assertThat(new Report(Rows.read(folder)).toText())
                .containsPattern("veth +10000 +0\\.80")
                .containsPattern("among-1000 +95\\.0 +0\\.95")
                .containsPattern("lan TCP: veth +17 +≥ 0\\.9 +0\\.80 \\S+ +NO")
                .containsPattern("lan TCP among 1,000 idle stacks: alone +≥ 0\\.9 +0\\.95 +yes");
    }

    @Test
    void wrongChecksumsAreCounted() throws Exception {
        assertThat(new Report(Rows.read(folder)).checksumErrors()).isZero();
        assertThat(new Report(java.util.List.of(new Row("tcp", "x", "y", 1, Row.CHECKSUM_ERRORS, 2))).checksumErrors())
                .isEqualTo(2);
    }

    @Test
    void whatIsWrittenStandsForItself(@TempDir Path other) throws Exception {
        Path target = other.resolve("performance");
        Report.write(folder, target);
        String page = Files.readString(target.resolve("figures.md"));
        assertThat(page).contains("two processors", "![TCP streams: Mbit/s](tcp-mbit_s.svg)", "| veth | 10000 | 0.80");
        assertThat(target.resolve("tcp-mbit_s.svg")).content().contains("vdestack-17");
        assertThat(target.resolve("rows.csv")).hasSameTextualContentAs(folder.resolve("rows.csv"));
    }
}
