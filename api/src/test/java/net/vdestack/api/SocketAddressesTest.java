package net.vdestack.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The structures are as C makes them on this machine's byte order, which only family and scope are in. */
class SocketAddressesTest {
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final String FAMILY_V4 = LITTLE ? "0200" : "0002";
    private static final String FAMILY_V6 = LITTLE ? "0a00" : "000a";
    private static final String ZERO_8 = "0000000000000000";

    static Stream<Arguments> structures() {
        return Stream.of(
                arguments("10.1.2.3", 80, 0, FAMILY_V4 + "0050" + "0a010203" + ZERO_8),
                arguments("255.254.253.252", 65535, 0, FAMILY_V4 + "ffff" + "fffefdfc" + ZERO_8),
                arguments("0.0.0.0", 0, 0, FAMILY_V4 + "0000" + "00000000" + ZERO_8),
                arguments("::", 443, 0, FAMILY_V6 + "01bb" + "00000000" + ZERO_8 + ZERO_8 + "00000000"),
                arguments(
                        "fd00:1:2:3:4:5:6:ff07",
                        8080,
                        0,
                        FAMILY_V6 + "1f90" + "00000000" + "fd00000100020003" + "000400050006ff07" + "00000000"),
                arguments(
                        "fe80::1",
                        33000,
                        3,
                        FAMILY_V6 + "80e8" + "00000000" + "fe80000000000000" + "0000000000000001"
                                + (LITTLE ? "03000000" : "00000003")),
                arguments(
                        "ff02::fb",
                        5353,
                        0x01020304,
                        FAMILY_V6 + "14e9" + "00000000" + "ff02000000000000" + "00000000000000fb"
                                + (LITTLE ? "04030201" : "01020304")));
    }

    @ParameterizedTest
    @MethodSource("structures")
    void encodes(String host, int port, int scope, String hex) throws UnknownHostException {
        ByteBuffer structure = SocketAddresses.encode(address(host, port, scope));

        assertThat(structure.isDirect()).isTrue();
        assertThat(hex(structure)).isEqualTo(hex);
    }

    @ParameterizedTest
    @MethodSource("structures")
    void decodes(String host, int port, int scope, String hex) throws UnknownHostException {
        ByteBuffer structure = ByteBuffer.wrap(HexFormat.of().parseHex(hex));

        InetSocketAddress decoded = SocketAddresses.decode(structure, 0);

        assertThat(decoded).isEqualTo(address(host, port, scope));
        assertThat(scope(decoded)).isEqualTo(scope);
        assertThat(SocketAddresses.port(structure, 0)).isEqualTo(port);
    }

    @ParameterizedTest
    @MethodSource("structures")
    void encodesInsideABufferAndTouchesNothingElse(String host, int port, int scope, String hex)
            throws UnknownHostException {
        int size = hex.length() / 2;
        ByteBuffer buffer = ByteBuffer.wrap(HexFormat.of().parseHex("ee".repeat(5 + size + 5)));
        buffer.position(3).limit(5 + size + 1);

        int encoded = SocketAddresses.encode(address(host, port, scope), buffer, 5);

        assertThat(encoded).isEqualTo(size);
        assertThat(buffer.position()).isEqualTo(3);
        assertThat(hex(buffer.clear())).isEqualTo("ee".repeat(5) + hex + "ee".repeat(5));
    }

    @ParameterizedTest
    @MethodSource("structures")
    void doesNotDependOnTheOrderOfTheBuffer(String host, int port, int scope, String hex) throws UnknownHostException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            ByteBuffer buffer = ByteBuffer.allocate(hex.length() / 2).order(order);

            SocketAddresses.encode(address(host, port, scope), buffer, 0);

            assertThat(hex(buffer)).as("%s", order).isEqualTo(hex);
            assertThat(scope(SocketAddresses.decode(buffer, 0))).as("%s", order).isEqualTo(scope);
        }
    }

    @Test
    void decodesAtAnOffset() throws UnknownHostException {
        ByteBuffer buffer =
                ByteBuffer.wrap(HexFormat.of().parseHex("ffffff" + FAMILY_V4 + "0050" + "0a010203" + ZERO_8));

        assertThat(SocketAddresses.decode(buffer, 3)).isEqualTo(address("10.1.2.3", 80, 0));
        assertThat(SocketAddresses.family(buffer, 3)).isEqualTo(SocketAddresses.AF_INET);
    }

    @Test
    void decodesIpv4MappedAddressAsIpv4() {
        ByteBuffer structure = ByteBuffer.wrap(HexFormat.of()
                .parseHex(FAMILY_V6 + "0050" + "00000000" + "0000000000000000" + "0000ffff0a010203" + "00000000"));

        InetSocketAddress decoded = SocketAddresses.decode(structure, 0);

        assertThat(decoded.getAddress()).isInstanceOf(Inet4Address.class);
        assertThat(decoded.getAddress().getHostAddress()).isEqualTo("10.1.2.3");
        assertThat(SocketAddresses.family(structure, 0)).isEqualTo(SocketAddresses.AF_INET6);
    }

    @Test
    void ignoresFlowLabelWhenDecoding() {
        ByteBuffer structure = ByteBuffer.wrap(HexFormat.of()
                .parseHex(FAMILY_V6 + "0050" + "000fffff" + "fd00000000000000" + "0000000000000001" + "00000000"));

        assertThat(SocketAddresses.decode(structure, 0))
                .isEqualTo(new InetSocketAddress(InterfaceAddress.parseAddress("fd00::1"), 80));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 17, 0x200, 65535})
    void refusesOtherFamilies(int family) {
        ByteBuffer structure = ByteBuffer.allocate(SocketAddresses.SIZE_V6).order(ByteOrder.nativeOrder());
        structure.putShort(0, (short) family);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SocketAddresses.decode(structure, 0))
                .withMessageContaining("address family " + family + " ");
    }

    @Test
    void refusesUnresolvedName() {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("www.example", 80);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SocketAddresses.encode(unresolved))
                .withMessageContaining("www.example");
    }

    @Test
    void refusesBufferTooShort() throws UnknownHostException {
        ByteBuffer buffer = ByteBuffer.allocate(SocketAddresses.SIZE_V4);
        InetSocketAddress v6 = address("fd00::1", 80, 0);

        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> SocketAddresses.encode(v6, buffer, 0));
    }

    private static InetSocketAddress address(String host, int port, int scope) throws UnknownHostException {
        InetAddress address = InterfaceAddress.parseAddress(host);
        return new InetSocketAddress(
                address instanceof Inet6Address
                        ? Inet6Address.getByAddress(null, address.getAddress(), scope)
                        : address,
                port);
    }

    private static int scope(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address v6 ? v6.getScopeId() : 0;
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
