package net.vdestack.ctl.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import net.vdestack.ctl.shell.Output;
import net.vdestack.ctl.shell.Shell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate of its own, for 127.0.0.1. */
@Timeout(60)
class ServerTlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path scratch;

    private static HttpsServer https;
    private static Path certificate;
    private static Path stranger;

    @BeforeAll
    static void start() throws Exception {
        certificate = newKey("server");
        stranger = newKey("stranger");
        KeyStore keys = KeyStore.getInstance(scratch.resolve("server.p12").toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(managers.getKeyManagers(), null, null);
        https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context));
        https.createContext("/", exchange -> {
            byte[] body = "{\"version\":\"1\"}".getBytes(US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        https.start();
    }

    @AfterAll
    static void stop() {
        https.stop(0);
    }

    /** Returns its certificate, in PEM. */
    private static Path newKey(String name) throws Exception {
        String store = scratch.resolve(name + ".p12").toString();
        Path pem = scratch.resolve(name + ".pem");
        keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=IP:127.0.0.1");
        keytool(store, "-exportcert", "-rfc", "-file", pem.toString());
        return pem;
    }

    private static void keytool(String store, String... words) throws Exception {
        List<String> argv = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
        argv.addAll(List.of(words));
        argv.addAll(List.of("-alias", "key", "-keystore", store, "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).as(scratch + "/keytool.log").isZero();
    }

    private static Server server(Path certificates) throws IOException {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        Shell shell = new Shell(
                Map.of("VDESTACK_TOKEN", "secret"),
                InputStream.nullInputStream(),
                new Output(nowhere, false),
                nowhere,
                false,
                Optional.empty());
        Endpoint endpoint =
                Endpoint.parse("https://127.0.0.1:" + https.getAddress().getPort());
        return Server.at(endpoint, Optional.empty(), Optional.ofNullable(certificates), shell);
    }

    @Test
    void believesTheCertificateThatIsNamed() throws Exception {
        assertThat(server(certificate).get("").path("version").asString()).isEqualTo("1");
    }

    @Test
    void believesNoOther() throws Exception {
        for (Path believed : new Path[] {null, stranger}) {
            assertThatThrownBy(() -> server(believed).get(""))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("no trusted connection to https://127.0.0.1:", "--cacert FILE");
        }
    }

    @Test
    void saysThatAFileHoldsNoCertificate() throws Exception {
        Path empty = Files.writeString(scratch.resolve("empty.pem"), "");
        Path words = Files.writeString(scratch.resolve("words.pem"), "words");

        assertThatThrownBy(() -> server(empty)).hasMessageContaining(empty + " holds no certificate");
        assertThatThrownBy(() -> server(words)).hasMessageContaining(words + " holds no certificate");
    }
}
