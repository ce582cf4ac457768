package net.vdestack.forwarder.vxlan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetSocketAddress;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.fixture.LocalUnderlay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VxlanNetworkTest {
    private static VxlanNetwork parse(String specific) throws IOException {
        return VxlanNetwork.parse(new Locator("vxlan", specific), new LocalUnderlay());
    }

    @Test
    void hasDefaults() throws IOException {
        VxlanNetwork network = parse("");

        assertThat(network)
                .isEqualTo(new VxlanNetwork(new InetSocketAddress("239.0.0.1", 4789), 1, 1, 0, "", 1024, 128));
        assertThat(network.isGroup()).isTrue();
    }

    @Test
    void takesAllParameters() throws IOException {
        VxlanNetwork network =
                parse("239.1.2.3/port=4000/vni=0010/ttl=7/rcvbuf=64K/hashsize=16/expiretime=9/if=eth7/v4");

        assertThat(network)
                .isEqualTo(new VxlanNetwork(new InetSocketAddress("239.1.2.3", 4000), 10, 7, 65536, "eth7", 16, 9));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "/v6,                ff05:56de:0:0:0:0:0:1 4789, true",
                "/v4/v6,             239.0.0.1 4789,             true",
                "ff05::7/port=1,     ff05:0:0:0:0:0:0:7 1,       true",
                "ff02::7/if=eth0,    ff02:0:0:0:0:0:0:7 4789,    true",
                "192.0.2.7,          192.0.2.7 4789,             false",
                "192.0.2.7/port=9/vni=3/rcvbuf=1M/hashsize=8/expiretime=5, 192.0.2.7 9, false",
                "2001:db8::7/v6,     2001:db8:0:0:0:0:0:7 4789,  false"
            })
    void findsItsOtherEnds(String specific, String remote, boolean group) throws IOException {
        InetSocketAddress address = parse(specific).remote();

        assertThat(address.getAddress().getHostAddress() + " " + address.getPort())
                .isEqualTo(remote);
        assertThat(parse(specific).isGroup()).isEqualTo(group);
    }

    @Test
    void noExpiryIsTheDefault() throws IOException {
        assertThat(parse("/expiretime=0").expirySeconds()).isEqualTo(128);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "/nope=1,            'nope'",
                "/grp=1000,          'grp'",
                "/bind=127.0.0.1,    'bind'",
                "/port=0,            'port=0'",
                "/port=65536,        'port=65536'",
                "/vni=16777216,      'vni=16777216'",
                "/vni=,              'vni='",
                "/vni=root,          'vni=root'",
                "/vni=0x10,          'vni=0x10'",
                "/ttl=256,           'ttl=256'",
                "/rcvbuf=0,          'rcvbuf=0'",
                "/hashsize=0,        'hashsize=0'",
                "/expiretime=-1,     'expiretime=-1'",
                "/if=,               'if'",
                "/v4=1,              'v4=1'",
                "ff05::1/v4,         'ff05::1'",
                "ff02::1,            if=NAME",
                "192.0.2.7/ttl=2,    'ttl'",
                "192.0.2.7/if=eth0,  'if'",
                "0.0.0.0,            '0.0.0.0'",
                "vni=7,              'vni=7'"
            })
    void refusesWhatItCannotUseByName(String specific, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(specific))
                .withMessageContaining("'vxlan://" + specific + "'")
                .withMessageContaining(named);
    }
}
