package net.vdestack.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.MacAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    private static final InterfaceConfiguration UP =
            new InterfaceConfiguration(true, Optional.empty(), List.of(), List.of());
    private static final InterfaceConfiguration ADDRESS = new InterfaceConfiguration(
            false, Optional.empty(), List.of(InterfaceAddress.parse("10.0.0.1/24")), List.of());

    static Stream<Arguments> strings() {
        return Stream.of(
                arguments("eth", Map.of("vde0", UP)),
                arguments("ip=10.0.0.1/24", Map.of("vde0", ADDRESS)),
                arguments("ip=10.0.0.1", Map.of("vde0", ADDRESS)),
                // the only iface= may stand anywhere
                arguments("iface=vde7,eth", Map.of("vde7", UP)),
                arguments("eth,iface=vde7", Map.of("vde7", UP)),
                arguments("eth,iface=vde7,eth", Map.of("vde7", UP)),
                // sections
                arguments("iface=vde0,eth,iface=vde1,ip=10.0.0.1", Map.of("vde0", UP, "vde1", ADDRESS)),
                arguments("iface=vde0,iface=vde1,eth", Map.of("vde0", InterfaceConfiguration.empty(), "vde1", UP)),
                // nothing, and blanks around words
                arguments("", Map.of()),
                arguments("  ", Map.of()),
                arguments("iface=vde7", Map.of("vde7", InterfaceConfiguration.empty())),
                arguments(" iface=vde0 , eth\t,\niface=vde1 ,ip=10.0.0.1 ", Map.of("vde0", UP, "vde1", ADDRESS)));
    }

    @ParameterizedTest
    @MethodSource("strings")
    void reads(String text, Map<String, InterfaceConfiguration> interfaces) {
        assertThat(Configuration.parse(text).interfaces()).isEqualTo(interfaces);
    }

    @Test
    void readsEveryWord() {
        Configuration configuration = Configuration.parse("eth,mac=02:00:00:00:00:01,ip=10.0.0.1,ip=10.0.1.1/16,"
                + "ip=fd00::1,ip=fd00:1::1/48,gw=10.0.0.254,gw=fe80::1");

        assertThat(configuration.interfaces().get("vde0"))
                .isEqualTo(new InterfaceConfiguration(
                        true,
                        Optional.of(MacAddress.parse("02:00:00:00:00:01")),
                        Stream.of("10.0.0.1/24", "10.0.1.1/16", "fd00::1/64", "fd00:1::1/48")
                                .map(InterfaceAddress::parse)
                                .toList(),
                        Stream.of("10.0.0.254", "fe80::1")
                                .map(InterfaceAddress::parseAddress)
                                .toList()));
    }

    @Test
    void macaddrMeansMac() {
        assertThat(Configuration.parse("macaddr=02:00:00:00:00:01"))
                .isEqualTo(Configuration.parse("mac=02:00:00:00:00:01"));
    }

    @Test
    void keepsTheOrderOfSections() {
        Configuration configuration = Configuration.parse("iface=z,eth,iface=a,eth,iface=m,eth");

        assertThat(configuration.interfaces().keySet()).containsExactly("z", "a", "m");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            dhcp                               | 'dhcp'
            eth,etx                            | 'etx'
            ETH                                | 'ETH'
            eth=                               | 'eth='
            eth=1                              | 'eth=1'
            ip                                 | 'ip'
            ip=                                | 'ip='
            ip=10.0.0.1/33                     | 'ip=10.0.0.1/33'
            ip=localhost                       | 'ip=localhost'
            ip=10.0.0.1/24/8                   | 'ip=10.0.0.1/24/8'
            ip=fe80::1%vde0                    | 'ip=fe80::1%vde0'
            gw=10.0.0.254/24                   | 'gw=10.0.0.254/24'
            gw=gateway                         | 'gw=gateway'
            gw=10.0.0.1,gw=10.0.0.2,gw=fd00::1 | 'gw=10.0.0.2'
            gw=fd00::1,gw=10.0.0.1,gw=fd00::2  | 'gw=fd00::2'
            mac=2:0:0:0:0:1                    | 'mac=2:0:0:0:0:1'
            mac=ff:ff:ff:ff:ff:ff              | 'mac=ff:ff:ff:ff:ff:ff'
            mac=00:00:00:00:00:00              | 'mac=00:00:00:00:00:00'
            eth,,ip=10.0.0.1                   | ''
            eth,                               | ''
            ,                                  | ''
            eth ip=10.0.0.1                    | 'eth ip=10.0.0.1'
            iface=                             | 'iface='
            iface=,eth,iface=vde0              | 'iface='
            iface=a b,eth                      | 'iface=a b'
            iface                              | 'iface'
            iface=a,eth,iface=b,iface=a        | 'iface=a'
            eth,iface=a,ip=10.0.0.1,iface=b    | 'eth'
            iface=a,eth,iface=b,etx            | 'etx'
            """)
    void refusesNamingTheWord(String text, String word) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Configuration.parse(text))
                .withMessageContaining(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a,b", "a b", "a\n"})
    void holdsNoInterfaceThatCannotBeWritten(String name) {
        Map<String, InterfaceConfiguration> interfaces = Map.of(name, UP);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Configuration(interfaces))
                .withMessageContaining("'iface=" + name + "'");
    }

    @Test
    void readsBackWhatItWrote() throws UnknownHostException {
        Random random = new Random(42);
        for (int i = 0; i < 1000; i++) {
            Configuration configuration = generate(random);

            Configuration copy = Configuration.parse(configuration.toString());

            assertThat(copy).as("%s", configuration).isEqualTo(configuration);
            assertThat(copy.interfaces().keySet())
                    .as("%s", configuration)
                    .containsExactlyElementsOf(configuration.interfaces().keySet());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gw=10.0.0.254,ip=10.0.0.1,eth    | iface=vde0,eth,ip=10.0.0.1/24,gw=10.0.0.254
            iface=b,eth,iface=a,mac=02:00:00:00:00:AA | iface=b,eth,iface=a,mac=02:00:00:00:00:aa
            iface=a                          | iface=a
            """)
    void writesOneWayOnly(String text, String written) {
        assertThat(Configuration.parse(text)).hasToString(written);
    }

    @Test
    void writesNothingForNothing() {
        assertThat(Configuration.parse("")).hasToString("");
    }

    @Test
    void leavesTheScopeOfAGatewayOut() throws UnknownHostException {
        byte[] octets = InterfaceAddress.parseAddress("fe80::1").getAddress();
        InetAddress scoped = Inet6Address.getByAddress(null, octets, 3);

        InterfaceConfiguration configuration =
                new InterfaceConfiguration(false, Optional.empty(), List.of(), List.of(scoped));

        assertThat(configuration).hasToString("gw=fe80::1");
    }

    @Test
    void otherConfigurationReplacesNamesakesAndAddsTheRest() {
        Configuration one = Configuration.parse("iface=a,eth,ip=10.0.0.1,iface=b,eth");
        Configuration other = Configuration.parse("iface=c,eth,iface=a,ip=10.0.0.2");

        Configuration both = one.with(other);

        assertThat(both).hasToString("iface=a,ip=10.0.0.2/24,iface=b,eth,iface=c,eth");
        assertThat(one).isEqualTo(Configuration.parse("iface=a,eth,ip=10.0.0.1,iface=b,eth"));
        assertThat(other).isEqualTo(Configuration.parse("iface=c,eth,iface=a,ip=10.0.0.2"));
    }

    @Test
    void keepsCollectionsOfItsOwn() {
        List<InterfaceAddress> addresses = new ArrayList<>();
        List<InetAddress> gateways = new ArrayList<>();
        InterfaceConfiguration empty = new InterfaceConfiguration(false, Optional.empty(), addresses, gateways);
        Map<String, InterfaceConfiguration> interfaces = new HashMap<>(Map.of("vde0", empty));
        Configuration configuration = new Configuration(interfaces);

        addresses.add(InterfaceAddress.parse("10.0.0.1"));
        gateways.add(InterfaceAddress.parseAddress("10.0.0.1"));
        interfaces.clear();

        assertThat(configuration.interfaces()).containsExactly(Map.entry("vde0", InterfaceConfiguration.empty()));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> configuration.interfaces().clear());
    }

    private static Configuration generate(Random random) throws UnknownHostException {
        Map<String, InterfaceConfiguration> interfaces = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            List<InterfaceAddress> addresses = new ArrayList<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                InetAddress address = address(random, random.nextBoolean());
                addresses.add(new InterfaceAddress(address, random.nextInt(address.getAddress().length * 8 + 1)));
            }
            List<InetAddress> gateways = new ArrayList<>();
            if (random.nextBoolean()) {
                gateways.add(address(random, true));
            }
            if (random.nextBoolean()) {
                gateways.add(address(random, false));
            }
            // even and not zero: the address of one interface
            Optional<MacAddress> mac = Optional.of(new MacAddress((random.nextLong() & 0xfeff_ffff_ffffL) | 2))
                    .filter(each -> random.nextBoolean());
            interfaces.put(
                    "if=" + random.nextInt(100),
                    new InterfaceConfiguration(random.nextBoolean(), mac, addresses, gateways));
        }
        return new Configuration(interfaces);
    }

    private static InetAddress address(Random random, boolean v6) throws UnknownHostException {
        byte[] octets = new byte[v6 ? 16 : 4];
        random.nextBytes(octets);
        return v6 && random.nextBoolean()
                ? Inet6Address.getByAddress(null, octets, random.nextInt(5))
                : InetAddress.getByAddress(octets);
    }
}
