package net.vdestack.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import net.vdestack.launcher.Options.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private static final Path DEFAULT_DATA = Path.of("/opt/vdestack/data");

    private static Options parse(String... words) throws LaunchException {
        return Options.parse(List.of(words), DEFAULT_DATA);
    }

    @Test
    void hasDefaults() throws Exception {
        Options options = parse();

        assertThat(options).isEqualTo(new Options(Purpose.RUN, 8181, options.bind(), DEFAULT_DATA, true, false));
        assertThat(options.bind().getHostAddress()).isEqualTo("127.0.0.1");
    }

    @Test
    void takesEveryOption() throws Exception {
        Options options =
                parse("--port", "0", "--bind", "::1", "--data", "/var/lib/../lib/vdestack", "--no-demo", "--console");

        assertThat(options)
                .isEqualTo(new Options(Purpose.RUN, 0, options.bind(), Path.of("/var/lib/vdestack"), false, true));
        assertThat(options.bind().getHostAddress()).isEqualTo("0:0:0:0:0:0:0:1");
    }

    @Test
    void takesTheLastOfTwo() throws Exception {
        assertThat(parse("--port", "1", "--port", "65535").port()).isEqualTo(65535);
    }

    @ParameterizedTest
    @CsvSource({"--help,HELP", "-h,HELP", "--version,VERSION"})
    void answersQuestions(String word, Purpose purpose) throws Exception {
        assertThat(parse("--port", "1", word).purpose()).isEqualTo(purpose);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "localhost"})
    void bindsLoopback(String address) throws Exception {
        assertThat(parse("--bind", address).bind().isLoopbackAddress()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "fd00::1"})
    void needsTlsElsewhere(String address) throws Exception {
        Options options = parse("--bind", address);

        options.requireTlsBeyondLoopback(true);
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> options.requireTlsBeyondLoopback(false))
                .withMessageContainingAll("--bind " + options.bind().getHostAddress(), "TLS")
                .matches(failure -> failure.exitCode() == LaunchException.MISUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.9.9.9", "::1"})
    void needsNoTlsAtHome(String address) throws Exception {
        parse("--bind", address).requireTlsBeyondLoopback(false);
    }

    @ParameterizedTest
    @CsvSource({
        "127.9.9.9,127.9.9.9",
        "::1,[::1]",
        "0:0::0:1,[::1]",
        "::ffff:127.0.0.1,127.0.0.1",
        "FD00:0:0:0:1::7,[fd00::1:0:0:7]",
        "fd00::,[fd00::]",
        "fd00:10:0:100:0:20:0:0,[fd00:10:0:100:0:20::]",
        "::,[::]"
    })
    void knowsTheHostOfItsUrl(String address, String host) throws Exception {
        assertThat(parse("--bind", address).host()).isEqualTo(host);
        assertThat(InetAddress.getByName(host)).isEqualTo(InetAddress.getByName(address));
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0,127.0.0.1", "::,[::1]", "10.0.0.1,10.0.0.1", "fd00::1,[fd00::1]"})
    void tellsAUrlThatIsOfUseHere(String address, String host) throws Exception {
        Options options = parse("--bind", address);

        assertThat(InetAddress.getByName(options.host())).isEqualTo(options.bind());
        assertThat(options.reachable("https://" + options.host() + ":8181/")).isEqualTo("https://" + host + ":8181/");
    }

    /** A name would be looked up, by asking the network. */
    @ParameterizedTest
    @ValueSource(strings = {"example.com", "127.1", "127.0.0.256", "127.0.0.1.1", ":::1", "[::1]"})
    void refusesWhatIsNoAddress(String word) {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> parse("--bind", word))
                .withMessageContaining("'" + word + "' is no IP address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536", "-1", "http", "1 ", "0x50", "123456"})
    void refusesWhatIsNoPort(String word) {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> parse("--port", word))
                .withMessageContaining("'" + word + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--prot", "demo", "-p", "", "--port=1"})
    void refusesUnknownWords(String word) {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> parse(word))
                .withMessageContaining("unknown option '" + word + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port", "--bind", "--data"})
    void refusesAnOptionWithoutItsValue(String option) {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> parse(option))
                .withMessageContaining(option + " lacks its value");
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> parse(option, "--no-demo"))
                .withMessageContaining(option + " lacks its value");
    }

    @Test
    void refusesAnEmptyDirectory() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> parse("--data", ""))
                .withMessageContaining("--data ''");
    }
}
