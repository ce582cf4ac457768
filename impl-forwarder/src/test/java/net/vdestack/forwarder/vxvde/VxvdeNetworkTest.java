package net.vdestack.forwarder.vxvde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.fixture.LocalUnderlay;
import net.vdestack.linux.syscall.Syscalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VxvdeNetworkTest {
    private static VxvdeNetwork parse(String specific) throws IOException {
        return VxvdeNetwork.parse(new Locator("vxvde", specific), new LocalUnderlay());
    }

    private static String group(String specific) throws IOException {
        InetSocketAddress group = parse(specific).group();
        return group.getAddress().getHostAddress() + " " + group.getPort();
    }

    @Test
    void hasDefaults() throws IOException {
        VxvdeNetwork network = parse("");

        assertThat(group("")).isEqualTo("239.0.0.1 14789");
        assertThat(network.vni()).isEqualTo(1);
        assertThat(network.ttl()).isEqualTo(1);
        assertThat(network.receiveBuffer()).isZero();
        assertThat(network.multicastInterface()).isEmpty();
        assertThat(network.bind()).isEmpty();
        assertThat(network.addresses()).isEqualTo(1024);
        assertThat(network.expirySeconds()).isEqualTo(128);
    }

    @Test
    void takesAllParameters() throws Exception {
        VxvdeNetwork network = parse("239.1.2.3/port=4000/vni=0005/ttl=7/rcvbuf=64K/hashsize=16/expiretime=9/if=eth7/"
                + "bind=127.0.0.2/v4");

        assertThat(network.group()).isEqualTo(new InetSocketAddress("239.1.2.3", 4000));
        assertThat(network.vni()).isEqualTo(5);
        assertThat(network.ttl()).isEqualTo(7);
        assertThat(network.receiveBuffer()).isEqualTo(65536);
        assertThat(network.addresses()).isEqualTo(16);
        assertThat(network.expirySeconds()).isEqualTo(9);
        assertThat(network.multicastInterface()).isEqualTo("eth7");
        assertThat(network.bind()).contains(InetAddress.getByName("127.0.0.2"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "/v6,                  ff05:56de:0:0:0:0:0:1 14789",
                "/v4,                  239.0.0.1 14789",
                "/v4/v6,               239.0.0.1 14789",
                "ff05::7,              ff05:0:0:0:0:0:0:7 14789",
                "ff05::7/v6/port=1,    ff05:0:0:0:0:0:0:7 1",
                "/port=65535,          239.0.0.1 65535",
                "224.0.0.99/v4,        224.0.0.99 14789",
                "/grp=66051,           239.1.2.3 14789",
                "/grp=66051/v6,        ff05:56de:0:0:0:0:1:203 14789",
                "239.9.9.9/grp=16909060, 239.2.3.4 14789",
                "/grp=0,               239.0.0.0 14789"
            })
    void findsItsGroup(String specific, String group) throws IOException {
        assertThat(group(specific)).isEqualTo(group);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "/vni=16777215,        16777215",
                "/vni=0,               0",
                "/vni=root,            0",
                "/grp=1000,            1000",
                "/grp=root,            0",
                "/grp=1000/vni=7,      7",
                "/grp=33554433,        1"
            })
    void findsItsNumber(String specific, int vni) throws IOException {
        assertThat(parse(specific).vni()).isEqualTo(vni);
    }

    @Test
    void anEmptyNumberIsTheCallersGroup() throws IOException {
        int own = Syscalls.effectiveGroupId() & 0xffffff;

        assertThat(parse("/vni=").vni()).isEqualTo(own);
        assertThat(parse("/grp").vni()).isEqualTo(own);
        assertThat(parse("/grp").group().getAddress().getAddress()[3]).isEqualTo((byte) own);
    }

    @Test
    void noExpiryIsTheDefault() throws IOException {
        assertThat(parse("/expiretime=0").expirySeconds()).isEqualTo(128);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "/nope=1,              'nope'",
                "/port=0,              'port=0'",
                "/port=65536,          'port=65536'",
                "/port=x,              'port=x'",
                "/port,                'port='",
                "/vni=16777216,        'vni=16777216'",
                "/vni=-1,              'vni=-1'",
                "/vni=no-such-group,   'vni=no-such-group'",
                "/grp=no-such-group,   'grp=no-such-group'",
                "/ttl=256,             'ttl=256'",
                "/ttl=-1,              'ttl=-1'",
                "/rcvbuf=0,            'rcvbuf=0'",
                "/rcvbuf=4G,           'rcvbuf=4G'",
                "/hashsize=0,          'hashsize=0'",
                "/hashsize=2M,         'hashsize=2M'",
                "/expiretime=-1,       'expiretime=-1'",
                "/expiretime=1T,       'expiretime=1T'",
                "/if=,                 'if'",
                "/bind=,               'bind'",
                "/bind=::1,            'bind=0:0:0:0:0:0:0:1'",
                "/v6/bind=127.0.0.1,   '127.0.0.1'",
                "/v4=1,                'v4=1'",
                "/v6=0,                'v6=0'",
                "10.0.0.1,             '10.0.0.1'",
                "ff05::1/v4,           'ff05::1'",
                "239.0.0.1/v6,         '239.0.0.1'",
                "grp=1000,             'grp=1000'"
            })
    void refusesWhatItCannotUseByName(String specific, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(specific))
                .withMessageContaining("'vxvde://" + specific + "'")
                .withMessageContaining(named);
    }
}
