package net.vdestack.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFilesTest {
    private static final String NAMES = "DNS:a.example,DNS:*.b.example,IP:10.0.0.1,IP:fd00::1,email:a@b.example";

    @TempDir
    private Path folder;

    private TlsFiles pair(String name, List<String> kind) throws Exception {
        return Openssl.pair(folder, name, kind, NAMES, 30);
    }

    private static void assertRefused(TlsFiles files, Object... words) {
        assertThatExceptionOfType(LaunchException.class).isThrownBy(files::read).satisfies(refusal -> {
            for (Object word : words) {
                assertThat(refusal.getMessage()).contains(word.toString());
            }
            assertThat(refusal.exitCode()).isEqualTo(LaunchException.FAILED);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void areReadForEachKindOfKey(String kind) throws Exception {
        TlsIdentity identity =
                pair("server", kind.equals("RSA") ? Openssl.RSA : Openssl.EC).read();

        assertThat(identity.key().getAlgorithm()).isEqualTo(kind);
        assertThat(identity.chain()).hasSize(1);
        assertThat(identity.names()).containsExactly("a.example", "10.0.0.1", "fd00:0:0:0:0:0:0:1");
        char[] password = "password".toCharArray();
        assertThat(identity.keyStore(password).getKey("server", password)).isEqualTo(identity.key());
    }

    @Test
    void keepTheOrderOfAChain() throws Exception {
        TlsFiles server = pair("server", Openssl.EC);
        TlsFiles authority = pair("authority", Openssl.EC);
        String own = Files.readString(server.certificate());
        String root = Files.readString(authority.certificate());
        Path chain = Files.writeString(folder.resolve("chain"), "subject=the server\n" + own + "\n" + root);
        Path reverse = Files.writeString(folder.resolve("reverse"), root + own);

        assertThat(new TlsFiles(chain, server.key()).read().chain()).hasSize(2);
        assertRefused(new TlsFiles(reverse, server.key()), reverse, server.key(), "the server's own comes first");
    }

    @Test
    void mustBelongTogether() throws Exception {
        TlsFiles one = pair("one", Openssl.EC);

        assertRefused(
                new TlsFiles(one.certificate(), pair("two", Openssl.EC).key()), "two.key is not that of", "one.crt");
        assertRefused(
                new TlsFiles(one.certificate(), pair("three", Openssl.RSA).key()),
                "three.key is not that of",
                "one.crt");
    }

    /** And what the message tells to do helps. */
    @ParameterizedTest
    @CsvSource({"rsa,RSA", "ec,EC"})
    void mayHaveToBeConverted(String command, String kind) throws Exception {
        TlsFiles files = pair("server", kind.equals("RSA") ? Openssl.RSA : Openssl.EC);
        Path old = folder.resolve("old.key");
        List<String> convert =
                new ArrayList<>(List.of(command, "-in", files.key().toString(), "-out", old.toString()));
        if (command.equals("rsa")) {
            convert.add("-traditional");
        }
        Openssl.run(convert);
        Path converted = folder.resolve("new.key");

        assertRefused(
                new TlsFiles(files.certificate(), old),
                "BEGIN " + kind + " PRIVATE KEY",
                "openssl pkcs8 -topk8 -nocrypt -in " + old + " -out NEW");
        Openssl.run(List.of("pkcs8", "-topk8", "-nocrypt", "-in", old.toString(), "-out", converted.toString()));
        assertThat(new TlsFiles(files.certificate(), converted).read()).isEqualTo(files.read());
    }

    @Test
    void mustNotBeEncrypted() throws Exception {
        TlsFiles files = pair("server", Openssl.EC);
        Path encrypted = folder.resolve("encrypted.key");
        Openssl.run(List.of(
                "pkcs8", "-topk8", "-passout", "pass:x", "-in", files.key().toString(), "-out", encrypted.toString()));

        assertRefused(new TlsFiles(files.certificate(), encrypted), "is encrypted", "openssl pkcs8 -topk8 -nocrypt");
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--,false", "rw-----w-,false", "rw-r-----,true", "r--------,true"})
    void mustBeSecret(String permissions, boolean taken) throws Exception {
        TlsFiles files = pair("server", Openssl.EC);
        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString(permissions));

        if (taken) {
            assertThat(files.read().isMatching()).isTrue();
        } else {
            assertRefused(files, permissions, "chmod 600 " + files.key());
        }
    }

    @Test
    void mustBeThereAndWhatTheyAreMeantToBe() throws Exception {
        TlsFiles files = pair("server", Openssl.EC);
        Path absent = folder.resolve("absent");
        Path text = Files.writeString(folder.resolve("text"), "text");
        Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rw-------"));

        assertRefused(new TlsFiles(absent, files.key()), absent, "is not there");
        assertRefused(new TlsFiles(files.certificate(), absent), absent, "is not there");
        assertRefused(new TlsFiles(text, files.key()), text, "BEGIN CERTIFICATE");
        assertRefused(new TlsFiles(files.certificate(), text), text, "BEGIN PRIVATE KEY");
    }

    @Test
    void areThoseOfTheSettings() throws Exception {
        Map<String, String> both =
                Map.of("vdestack.tls.certificate", "/etc/tls.crt", "vdestack.tls.key", "/etc/tls.key");

        assertThat(TlsFiles.of(both)).contains(new TlsFiles(Path.of("/etc/tls.crt"), Path.of("/etc/tls.key")));
        assertThat(TlsFiles.of(Map.of())).isEmpty();
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> TlsFiles.of(Map.of("vdestack.tls.certificate", "/etc/tls.crt")))
                .withMessageContaining("vdestack.tls.key");
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> TlsFiles.of(Map.of("vdestack.tls.certificate", " ", "vdestack.tls.key", "k")))
                .withMessageContaining("vdestack.tls.certificate");
    }
}
