package net.vdestack.forwarder.vde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.vdestack.api.forwarding.spi.Locator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VdeNetworkTest {
    private static VdeNetwork parse(String specific) {
        return VdeNetwork.parse(new Locator("vde", specific));
    }

    @Test
    void hasDefaults() {
        assertThat(parse(""))
                .isEqualTo(new VdeNetwork(
                        List.of(Path.of("/var/run/vde.ctl"), Path.of("/tmp/vde.ctl")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0700));
    }

    @Test
    void takesAllParameters() {
        assertThat(parse("/tmp/sw[port=3/group=users/mode=0666]"))
                .isEqualTo(new VdeNetwork(
                        List.of(Path.of("/tmp/sw")), Optional.of(3), Optional.empty(), Optional.of("users"), 0666));
        assertThat(parse("sw[portgroup=people]").portGroup()).contains("people");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "[3],3,",
                "[0],0,",
                "[010],10,",
                "[65535],65535,",
                "[people],,people",
                "[3a],,3a",
                "[portgroup=7],7,",
                "[port=7],7,"
            })
    void takesAPortOrAGroupOfThem(String specific, Integer port, String portGroup) {
        assertThat(parse(specific).port()).isEqualTo(Optional.ofNullable(port));
        assertThat(parse(specific).portGroup()).isEqualTo(Optional.ofNullable(portGroup));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "/s[nope=1],           'nope'",
                "/s[65536],            '65536'",
                "/s[99999999999],      '99999999999'",
                "/s[port=],            ''",
                "/s[port=x],           'x'",
                "/s[3/port=4],         3 and 4",
                "/s[port=4/portgroup=x], 4 and x",
                "/s[..],               '..'",
                "/s['a/b'],            'a/b'",
                "/s[mode=9],           'mode=9'",
                "/s[mode=],            'mode='",
                "/s%00,                vde:///s%00",
                "/s[3,                 ]"
            })
    void refusesByName(String specific, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(specific))
                .withMessageContaining("'vde://" + specific + "'")
                .withMessageContaining(named);
    }
}
