package net.vdestack.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.vdestack.rest.http.AuditLog.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    @TempDir
    private Path data;

    private long nanos = Long.MAX_VALUE - 5;

    private static Entry deletion(String path) {
        return new Entry("2026-01-02T03:04:05Z", "admin", "127.0.0.1", "DELETE", path, 204, null);
    }

    @Test
    void writesALineForEachRequest() throws IOException {
        Path file = data.resolve("audit.jsonl");
        AuditLog log = new AuditLog(file, () -> nanos);

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
        AuditLog log = new AuditLog(file, 300, () -> nanos);

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
        AuditLog log = new AuditLog(data.resolve("absent").resolve("audit.jsonl"), () -> nanos);

        log.write(deletion("/a"));

        assertThat(data).isEmptyDirectory();
    }

    private static Entry guess(String path) {
        return new Entry("t", null, "127.0.0.1", "POST", path, 401, null);
    }

    /** They could push everything else out. */
    @Test
    void countsThoseWithoutATokenAfterTheFirstOfAMinute() throws IOException {
        Path file = data.resolve("audit.jsonl");
        AuditLog log = new AuditLog(file, () -> nanos);

        for (int i = 0; i < 1000; i++) {
            log.write(guess("/" + i));
        }
        log.write(deletion("/a"));
        assertThat(Files.readAllLines(file)).hasSize(31);
        assertThat(Files.readAllLines(file).get(29)).contains("\"/29\"");
        assertThat(Files.readAllLines(file).get(30)).contains("admin");

        nanos += TimeUnit.MINUTES.toNanos(1);
        log.write(guess("/later"));
        assertThat(Files.readAllLines(file)).hasSize(33);
        assertThat(Files.readAllLines(file).get(31)).matches("\\{\"time\":\"[^\"]+Z\",\"omitted\":970}");
        assertThat(Files.readAllLines(file).get(32)).contains("/later");

        log.close();
        assertThat(Files.readAllLines(file)).hasSize(33);
    }

    @Test
    void tellsInTheEndHowManyItHasLeftOut() throws IOException {
        Path file = data.resolve("audit.jsonl");
        try (AuditLog log = new AuditLog(file, () -> nanos)) {
            for (int i = 0; i < 31; i++) {
                log.write(guess("/" + i));
            }
        }

        assertThat(Files.readAllLines(file)).hasSize(31).last().asString().contains("\"omitted\":1}");
    }

    @Test
    void cutsWhatAClientHasMadeLong() throws IOException {
        Path file = data.resolve("audit.jsonl");
        new AuditLog(file, () -> nanos)
                .write(new Entry("t", "a", "127.0.0.1", "Y".repeat(5000), "/" + "x".repeat(5000), 404, null));

        assertThat(Files.readAllLines(file))
                .containsExactly("{\"time\":\"t\",\"principal\":\"a\",\"address\":\"127.0.0.1\",\"method\":\""
                        + "Y".repeat(256) + "…\",\"path\":\"/" + "x".repeat(255) + "…\",\"outcome\":404}");
    }
}
