package net.vdestack.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowTest {
    private static final Row ROW = new Row("tcp", "lan-v4-1-cubic", "veth", 2, "mbit_s", 12345.678);

    @Test
    void comesBackFromItsLine() {
        assertThat(Row.parse(ROW.toCsv())).isEqualTo(ROW);
    }

    @Test
    void whatIsNoRowIsNamed() {
        assertThatThrownBy(() -> Row.parse("tcp,lan,veth,1,mbit_s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'tcp,lan,veth,1,mbit_s' has 5 columns");
        assertThatThrownBy(() -> Row.parse("tcp,lan,veth,first,mbit_s,1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be numbers");
    }

    @Test
    void isInTheFileAsSoonAsItIsAdded(@TempDir Path folder) throws Exception {
        try (Rows rows = new Rows(folder)) {
            rows.add(ROW);
            assertThat(Rows.read(folder)).containsExactly(ROW);
        }
        assertThat(Files.readAllLines(folder.resolve(Rows.FILE))).first().isEqualTo(Row.HEADER);
    }
}
