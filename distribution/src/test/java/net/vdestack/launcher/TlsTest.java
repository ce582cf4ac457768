package net.vdestack.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private final Logger logger = Logger.getLogger(Tls.class.getName());
    private final List<String> said = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord message) {
            said.add(message.getLevel() + " " + new SimpleFormatter().formatMessage(message));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    private Path folder;

    private DataDirectory data;
    private TlsFiles files;
    private Tls tls;
    private Instant now = Instant.now();

    @BeforeEach
    void open() throws Exception {
        logger.addHandler(listener);
        logger.setUseParentHandlers(false);
        data = DataDirectory.open(folder.resolve("data"));
        files = Openssl.pair(folder, "server", Openssl.EC, "DNS:a.example", 30);
        tls = Tls.open(files, data, () -> now);
    }

    @AfterEach
    void close() throws Exception {
        data.close();
        logger.removeHandler(listener);
        logger.setUseParentHandlers(true);
    }

    private Certificate kept() throws Exception {
        Map<String, String> properties = tls.properties();
        char[] password =
                properties.get("org.apache.felix.https.keystore.password").toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(properties.get("org.apache.felix.https.keystore")))) {
            store.load(in, password);
        }
        assertThat(store.getKey("server", password)).isNotNull();
        return store.getCertificate("server");
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            tls.look();
        }
    }

    private TlsFiles renewed(int days) throws Exception {
        return Openssl.pair(folder, "renewed", Openssl.EC, "DNS:a.example", days);
    }

    private static void replace(Path file, Path by) throws Exception {
        Files.copy(by, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Test
    void isKeptForNobodyElse() throws Exception {
        Path store = Path.of(tls.properties().get("org.apache.felix.https.keystore"));

        assertThat(kept()).isEqualTo(files.read().chain().get(0));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void serves13AndNoPlainHttp() throws Exception {
        Installation installation = new Installation(folder.resolve("home"));
        Options options = Options.parse(List.of("--bind", "10.0.0.1", "--port", "8443"), data.path());

        assertThat(installation.frameworkProperties(options, data.path(), Optional.of(tls)))
                .containsEntry("org.apache.felix.http.enable", "false")
                .containsEntry("org.apache.felix.https.enable", "true")
                .containsEntry("org.apache.felix.https.jetty.protocols.included", "TLSv1.3")
                .containsEntry("org.osgi.service.http.port.secure", "8443")
                .containsEntry("vdestack.http.hosts", "10.0.0.1,a.example");
    }

    @Test
    void isRenewedWhenBothFilesAreThere() throws Exception {
        TlsFiles renewed = renewed(60);
        Certificate former = kept();

        replace(files.key(), renewed.key());
        look(3);
        assertThat(said).singleElement().asString().startsWith("SEVERE goes on with the former certificate: the key ");
        assertThat(kept()).isEqualTo(former);

        replace(files.certificate(), renewed.certificate());
        look(3);
        assertThat(said).hasSize(2);
        assertThat(said.get(1)).startsWith("INFO serves the new certificate of " + files.certificate());
        assertThat(kept()).isEqualTo(renewed.read().chain().get(0));
    }

    /** A mode is none of what tells a new content. */
    @Test
    void isRenewedWhenTheLogsAdviceIsTaken() throws Exception {
        TlsFiles renewed = renewed(60);
        replace(files.certificate(), renewed.certificate());
        replace(files.key(), renewed.key());
        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r--r--"));
        look(5);
        assertThat(said).singleElement().asString().contains("chmod 600 " + files.key());

        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-------"));
        look(2);

        assertThat(said).hasSize(2);
        assertThat(said.get(1)).startsWith("INFO serves the new certificate");
        assertThat(kept()).isEqualTo(renewed.read().chain().get(0));
    }

    @Test
    void isLeftAsItIsWhenNothingHasChanged() throws Exception {
        look(2);
        Files.setLastModifiedTime(files.certificate(), FileTime.fromMillis(0));
        look(3);

        assertThat(said).isEmpty();
    }

    @Test
    void staysWhenItsFilesGo() throws Exception {
        look(2);
        Files.delete(files.certificate());
        look(3);

        assertThat(said).singleElement().asString().contains(files.certificate() + " is not there");
        assertThat(kept()).isNotNull();
    }

    @Test
    void isNotReplacedByOneThatHasExpired() throws Exception {
        TlsFiles renewed = renewed(1);
        Certificate former = kept();
        now = now.plus(Duration.ofDays(2));

        replace(files.key(), renewed.key());
        replace(files.certificate(), renewed.certificate());
        look(3);

        assertThat(said).singleElement().asString().contains(files.certificate() + " has expired on ");
        assertThat(kept()).isEqualTo(former);
    }

    @Test
    void remindsOnceADayOfItsEnd() {
        look(3);
        assertThat(said).isEmpty();

        now = now.plus(Duration.ofDays(17));
        look(3);
        assertThat(said)
                .singleElement()
                .asString()
                .startsWith("WARNING the certificate ")
                .contains(" ends on ");

        now = now.plus(Duration.ofDays(14));
        look(3);
        assertThat(said).hasSize(2);
        assertThat(said.get(1)).contains(" has expired on ");
    }

    @Test
    void doesNotBeginWithoutItsFiles() throws Exception {
        Files.delete(files.key());

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> Tls.open(files, data, () -> now))
                .withMessageContaining(files.key().toString());
    }
}
