package net.vdestack.forwarder.vde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import net.vdestack.api.forwarding.spi.Locator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwitchNetworkTest {
    private static SwitchNetwork parse(String specific) {
        return SwitchNetwork.parse(new Locator("switch", specific), true);
    }

    @Test
    void hasDefaults() {
        assertThat(parse("/tmp/s"))
                .isEqualTo(new SwitchNetwork(true, Path.of("/tmp/s"), 0600, 02700, Optional.empty(), 256, 120));
        assertThat(parse("").path()).isEqualTo(Path.of("/tmp/vdenode_" + System.getProperty("user.name")));
    }

    @Test
    void takesAllParameters() {
        assertThat(parse("s[mode=0666/dirmode=0750/grp=users/hashsize=16/hashseed=7/expiretime=9]"))
                .isEqualTo(new SwitchNetwork(true, Path.of("s"), 0666, 0750, Optional.of("users"), 16, 9));
        assertThat(SwitchNetwork.parse(new Locator("hub", "s[mode=0666/dirmode=0750/grp=users]"), false))
                .isEqualTo(new SwitchNetwork(false, Path.of("s"), 0666, 0750, Optional.of("users"), 256, 120));
    }

    @ParameterizedTest
    @CsvSource({"0600, 02700", "0660, 02770", "0666, 02777", "0620, 02730", "0777, 02777", "0, 02000"})
    void letsThoseIntoTheDirectoryWhoMayUseItsSockets(String mode, String directoryMode) {
        SwitchNetwork network = parse("s[mode=" + mode + "]");

        assertThat(network.mode()).isEqualTo(Integer.decode(mode) & 0666);
        assertThat(network.directoryMode()).isEqualTo(Integer.decode(directoryMode));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "/s[nope=1],           'nope'",
                "/s[3],                '3'",
                "/s[mode=9],           'mode=9'",
                "/s[dirmode=x],        'dirmode=x'",
                "/s[hashsize=0],       'hashsize=0'",
                "/s[hashseed=x],       'hashseed=x'",
                "/s[expiretime=0],     'expiretime=0'",
                "/,                    '/'"
            })
    void refusesByName(String specific, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(specific))
                .withMessageContaining("'switch://" + specific + "'")
                .withMessageContaining(named);
    }

    @Test
    void isTheSameByWhateverPath(@TempDir Path directory) throws IOException {
        Path real = Files.createDirectory(directory.toRealPath().resolve("real"));
        Files.createSymbolicLink(directory.resolve("link"), real);

        assertThat(parse(directory + "/link/../link/s").resolved())
                .isEqualTo(parse(real + "/s").resolved());
        assertThatIOException()
                .isThrownBy(() -> parse(directory + "/none/s").resolved())
                .withMessageContaining(directory + "/none");
    }
}
