package net.vdestack.rest.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    @TempDir
    private Path directory;

    private Path adminToken;
    private Path others;

    @BeforeEach
    void name() {
        adminToken = directory.resolve("admin.token");
        others = directory.resolve("tokens.json");
    }

    private static String sha256(String token) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    }

    /** With another time each, since two writes may fall into one tick of the file system's clock. */
    private void write(int second, String json) throws IOException {
        Files.writeString(others, json);
        Files.setLastModifiedTime(others, FileTime.fromMillis(1_000_000 + second * 1000L));
    }

    private static String line(String name, String role, String sha256) {
        return "{\"name\":\"" + name + "\",\"role\":\"" + role + "\",\"sha256\":\"" + sha256 + "\"}";
    }

    @Test
    void makesAnAdministratorsTokenThatOnlyItsOwnerReads() throws Exception {
        Tokens tokens = Tokens.open(adminToken, others);

        String token = Files.readString(adminToken).strip();
        assertThat(token).hasSizeGreaterThanOrEqualTo(43);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(adminToken)))
                .isEqualTo("rw-------");
        assertThat(tokens.find(token)).contains(new Caller("admin", Role.ADMIN));
        assertThat(tokens.find(token + "x")).isEmpty();
        assertThat(tokens.find("")).isEmpty();
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(adminToken);
        }
    }

    @Test
    void keepsItOverRestarts() throws Exception {
        Tokens.open(adminToken, others);
        String token = Files.readString(adminToken).strip();

        assertThat(Tokens.open(adminToken, others).find(token)).isPresent();
    }

    @Test
    void refusesOneThatOthersMayHaveRead() throws Exception {
        Tokens.open(adminToken, others);
        Files.setPosixFilePermissions(adminToken, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> Tokens.open(adminToken, others))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("admin.token", "rw-r-----", "chmod 600");
    }

    @Test
    void refusesAnEmptyOne() throws Exception {
        Tokens.open(adminToken, others);
        Files.writeString(adminToken, "\n");

        assertThatThrownBy(() -> Tokens.open(adminToken, others))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void followsTheOperatorsFile() throws Exception {
        Tokens tokens = Tokens.open(adminToken, others);
        assertThat(tokens.find("guest")).isEmpty();

        write(1, "[" + line("grafana", "viewer", sha256("guest")) + "]");
        assertThat(tokens.find("guest")).contains(new Caller("grafana", Role.VIEWER));

        write(2, "[" + line("grafana", "operator", sha256("other")) + "]");
        assertThat(tokens.find("guest")).isEmpty();
        assertThat(tokens.find("other")).contains(new Caller("grafana", Role.OPERATOR));

        Files.delete(others);
        assertThat(tokens.find("other")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "{}",
                "null",
                "[null]",
                "[{\"name\":\"a\",\"role\":\"viewer\"}]",
                "[{\"name\":\"a\",\"role\":\"root\",\"sha256\":\"HASH\"}]",
                "[{\"name\":\"a\",\"role\":\"viewer\",\"sha256\":\"abc\"}]",
                "[{\"name\":\"a\",\"role\":\"viewer\",\"sha256\":\"HASH\",\"colour\":\"blue\"}]",
                "[{\"name\":\"a\",\"role\":\"viewer\",\"sha256\":\"HASH\"},{\"name\":\"a\",\"role\":\"admin\",\"sha256\":\"HASH\"}]"
            })
    void givesNoTokenFromAFileThatIsNoGood(String json) throws Exception {
        Tokens tokens = Tokens.open(adminToken, others);
        write(1, "[" + line("a", "viewer", sha256("guest")) + "]");
        assertThat(tokens.find("guest")).isPresent();

        write(2, json.replace("HASH", sha256("guest")));

        assertThat(tokens.find("guest")).isEmpty();
        assertThat(tokens.find(Files.readString(adminToken).strip())).isPresent();
    }

    /** As the log advises where a file cannot be read. */
    @Test
    void looksAgainWhenOnlyTheModeHasChanged() throws Exception {
        write(1, "[" + line("a", "viewer", sha256("guest")) + "]");
        TokenFile file = new TokenFile(others);
        List<TokenFile.Entry> before = file.entries();
        FileTime changed = (FileTime) Files.getAttribute(others, "unix:ctime");

        for (int mode = 0; Files.getAttribute(others, "unix:ctime").equals(changed); mode++) {
            Files.setPosixFilePermissions(
                    others, PosixFilePermissions.fromString(mode % 2 == 0 ? "rw-------" : "rw-r-----"));
        }

        assertThat(file.entries()).isNotSameAs(before).hasSize(1);
    }
}
