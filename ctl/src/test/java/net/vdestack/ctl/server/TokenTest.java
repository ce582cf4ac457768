package net.vdestack.ctl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.vdestack.ctl.shell.Output;
import net.vdestack.ctl.shell.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
    private static final Endpoint HERE = Endpoint.parse("http://127.0.0.1:8181");

    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void install() throws IOException {
        Files.createDirectory(home.resolve("data"));
        Files.writeString(home.resolve("data/admin.token"), "own\n");
    }

    private Optional<String> find(Optional<Path> named, Endpoint endpoint) throws IOException {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        Shell shell = new Shell(
                environment,
                InputStream.nullInputStream(),
                new Output(nowhere, false),
                nowhere,
                false,
                Optional.of(home));
        return Token.find(named, shell, endpoint).map(Token::value);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(home, "token", ""), content);
    }

    @Test
    void takesTheNearest() throws IOException {
        assertThat(find(Optional.empty(), HERE)).contains("own");
        environment.put("VDESTACK_TOKEN_FILE", file("of-the-file").toString());
        assertThat(find(Optional.empty(), HERE)).contains("of-the-file");
        environment.put("VDESTACK_TOKEN", " variable ");
        assertThat(find(Optional.empty(), HERE)).contains("variable");
        assertThat(find(Optional.of(file("option\n")), HERE)).contains("option");
    }

    /** Others could use it here. */
    @ParameterizedTest
    @ValueSource(strings = {"https://vdestack.example", "https://127.0.0.1.example", "http://192.0.2.1"})
    void keepsThatOfTheInstallationOnThisMachine(String url) throws IOException {
        assertThat(find(Optional.empty(), Endpoint.parse(url))).isEmpty();
    }

    /** What was named is shown to whoever listens, so that nobody has to, here. */
    @Test
    void showsThatOfTheInstallationOnlyWhereItsUserListens() throws IOException {
        Token own = new Token("secret", "x", Optional.of(home.resolve("data")));
        Token named = new Token("secret", "x", Optional.empty());
        Endpoint endpoint;

        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            endpoint = Endpoint.parse("http://127.0.0.1:" + listener.getLocalPort());
            assertThat(own.shownTo(endpoint)).isEqualTo("secret");
        }

        assertThatThrownBy(() -> own.shownTo(endpoint)).isInstanceOf(ConnectException.class);
        assertThat(named.shownTo(endpoint)).isEqualTo("secret");
    }

    @Test
    void refusesAFileThatCannotBeUsed() throws IOException {
        Path none = home.resolve("none");
        Path words = file("two words");
        Path octets = home.resolve("octets");
        Files.write(octets, new byte[] {(byte) 0xff, 0});

        assertThatThrownBy(() -> find(Optional.of(none), HERE))
                .hasMessageContainingAll(none.toString(), "no token file");
        assertThatThrownBy(() -> find(Optional.of(words), HERE))
                .hasMessageContainingAll(words.toString(), "holds no token")
                .hasMessageNotContaining("two words");
        assertThatThrownBy(() -> find(Optional.of(octets), HERE))
                .hasMessageContainingAll(octets.toString(), "no token");
    }

    @Test
    void isNotPrinted() {
        assertThat(new Token("secret", "x", Optional.empty())).asString().doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:1,true,false",
        "http://LOCALHOST/,true,false",
        "http://[::1]:8181,true,false",
        "http://127.9.9.9,true,false",
        "http://127.0.0.1.example,false,true",
        "http://10.0.0.1,false,true",
        "HTTP://10.0.0.1,false,true",
        "https://10.0.0.1,false,false"
    })
    void knowsWhereOthersReadAlong(String url, boolean loopback, boolean exposed) {
        assertThat(Endpoint.parse(url).isLoopback()).isEqualTo(loopback);
        assertThat(Endpoint.parse(url).isExposed()).isEqualTo(exposed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:1",
                "ftp://x",
                "http://",
                "http://a b",
                "http://u:p@x",
                "http://x/?a=b"
            })
    void refusesWhatIsNoServer(String url) {
        assertThatThrownBy(() -> Endpoint.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + url + "' is no server");
    }
}
