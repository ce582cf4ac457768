package net.vdestack.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.vdestack.rest.http.AuditLog.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    @TempDir
    private Path data;

    private static Entry deletion(String path) {
        return new Entry("2026-01-02T03:04:05Z", "admin", "127.0.0.1", "DELETE", path, 204, null);
    }

    @Test
    void writesALineForEachRequest() throws IOException {
        Path file = data.resolve("audit.jsonl");
        AuditLog log = new AuditLog(file);

        log.write(deletion("/a"));
        log.write(new Entry("t", null, "127.0.0.1", "POST", "/b", 403, List.of(List.of("id", "-u"))));

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"time\":\"2026-01-02T03:04:05Z\",\"principal\":\"admin\",\"address\":\"127.0.0.1\","
                                + "\"method\":\"DELETE\",\"path\":\"/a\",\"outcome\":204}",
                        "{\"time\":\"t\",\"address\":\"127.0.0.1\",\"method\":\"POST\",\"path\":\"/b\","
                                + "\"outcome\":403,\"commands\":[[\"id\",\"-u\"]]}");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void keepsTheLastLinesAndNotMore() throws IOException {
        Path file = data.resolve("audit.jsonl");
        AuditLog log = new AuditLog(file, 300);

        for (int i = 100; i < 130; i++) {
            log.write(deletion("/" + i));
        }

        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(Files.readAllLines(file).get(1)).contains("/129");
        assertThat(Files.readAllLines(data.resolve("audit.1.jsonl")).get(1)).contains("/127");
        assertThat(Files.readAllLines(data.resolve("audit.9.jsonl")).get(0)).contains("/110");
        try (Stream<Path> all = Files.list(data)) {
            assertThat(all).hasSize(10);
        }
    }

    @Test
    void letsRequestsBeWhenItCannotBeWritten() {
        AuditLog log = new AuditLog(data.resolve("absent").resolve("audit.jsonl"));

        log.write(deletion("/a"));

        assertThat(data).isEmptyDirectory();
    }
}
