package net.vdestack.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.MacAddress;
import net.vdestack.api.SyscallException;
import net.vdestack.linux.expectation.Eventually;
import net.vdestack.linux.namespace.LocalNamespaces;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.tap.TapInterface;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RouteNetlinkIT {
    private static final int LO = 1;
    private static final int NO_SUCH = 4711;
    private static LocalNamespaces namespaces;

    private Namespace namespace;
    private TapInterface tap;
    private RouteNetlink route;
    private int index;

    @BeforeAll
    static void openAll() throws IOException {
        namespaces = LocalNamespaces.open();
    }

    @AfterAll
    static void closeAll() {
        namespaces.close();
    }

    @BeforeEach
    void open() throws IOException {
        namespace = namespaces.create("test");
        tap = TapInterface.create(namespace, "vde0", Set.of());
        route = RouteNetlink.open(namespace);
        index = route.findInterface("vde0").orElseThrow().index();
    }

    @AfterEach
    void close() {
        route.close();
        tap.close();
        namespace.close();
    }

    private NetworkInterface vde0() throws IOException {
        return route.findInterface(index).orElseThrow();
    }

    private List<InterfaceAddress> addresses(int of) throws IOException {
        return route.addresses().stream()
                .filter(each -> each.index() == of)
                .map(AddressState::address)
                .toList();
    }

    private static DefaultRoute via(int index, String gateway) throws IOException {
        return new DefaultRoute(index, InetAddress.getByName(gateway));
    }

    private static InterfaceAddress address(String text) {
        return InterfaceAddress.parse(text);
    }

    @Test
    void findsInterfacesByNameAndNumber() throws Exception {
        NetworkInterface lo = route.findInterface("lo").orElseThrow();

        assertThat(lo).isEqualTo(new NetworkInterface(LO, "lo", new MacAddress(0), 65536, false));
        assertThat(route.findInterface(LO)).hasValue(lo);
        assertThat(vde0().name()).isEqualTo("vde0");
        assertThat(vde0().mac().bits()).isNotZero();
        assertThat(route.findInterface("nosuch0")).isEmpty();
        assertThat(route.findInterface(NO_SUCH)).isEmpty();
    }

    @Test
    void changesInterfaces() throws Exception {
        MacAddress mac = MacAddress.parse("02:00:00:00:00:07");

        route.setMac(index, mac);
        route.setMtu(index, 1400);
        route.setUp(index, true);
        assertThat(vde0()).isEqualTo(new NetworkInterface(index, "vde0", mac, 1400, true));

        route.setUp(index, false);
        assertThat(vde0().up()).isFalse();
    }

    @Test
    void saysWhatTheKernelRefused() {
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> route.setUp(NO_SUCH, true))
                .withMessageContainingAll("RTM_NEWLINK(index 4711, up)", "ENODEV");
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> route.setMtu(index, 1))
                .withMessageContainingAll("mtu 1", "[mtu less than device minimum]", "EINVAL");
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> route.setMac(index, MacAddress.parse("ff:ff:ff:ff:ff:ff")))
                .withMessageContainingAll("address ff:ff:ff:ff:ff:ff", "EADDRNOTAVAIL");
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> route.setDefaultRoute(via(index, "10.0.0.254")))
                .withMessageContainingAll("default via 10.0.0.254", "ENETUNREACH", "[Nexthop has invalid gateway]");
    }

    @Test
    void goesOnAfterARefusal() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(SyscallException.class).isThrownBy(() -> route.setUp(NO_SUCH, true));
            assertThat(route.findInterface("vde0")).isPresent();
        }
    }

    @Test
    void addsAndRemovesAddresses() throws Exception {
        InterfaceAddress v4 = address("10.0.0.1/24");
        InterfaceAddress v6 = address("2001:db8::1/64");

        assertThat(route.addAddress(index, v4)).isTrue();
        assertThat(route.addAddress(index, v6)).isTrue();
        assertThat(route.addAddress(index, v4)).as("once more").isFalse();
        assertThat(addresses(index)).containsExactlyInAnyOrder(v4, v6);

        route.removeAddress(index, v4);
        route.removeAddress(index, v6);
        assertThat(addresses(index)).isEmpty();
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> route.removeAddress(index, v4))
                .withMessageContainingAll("RTM_DELADDR(10.0.0.1/24, index " + index + ")", "EADDRNOTAVAIL");
    }

    @Test
    void tellsWhenDuplicateDetectionIsOver() throws Exception {
        route.setUp(index, true);
        route.addAddress(index, address("2001:db8::1/64"));

        assertThat(route.addresses())
                .filteredOn(each -> each.address().equals(address("2001:db8::1/64")))
                .singleElement()
                .satisfies(each -> assertThat(each.duplicate()).isFalse());
        Eventually.holds(
                () -> route.addresses().stream()
                        .anyMatch(each -> each.address().equals(address("2001:db8::1/64")) && !each.tentative()),
                "the address can be used");
    }

    @Test
    void readsTablesThatTakeManyMessages() throws Exception {
        for (int i = 0; i < 1000; i++) {
            route.addAddress(index, address("10." + i / 200 + "." + i % 200 + ".1/32"));
        }

        assertThat(addresses(index)).hasSize(1000).doesNotHaveDuplicates();
    }

    @Test
    void replacesDefaultRoutesOfBothVersions() throws Exception {
        route.setUp(index, true);
        route.addAddress(index, address("10.0.0.1/24"));
        route.addAddress(index, address("2001:db8::1/64"));
        assertThat(route.defaultRoutes()).isEmpty();

        route.setDefaultRoute(via(index, "10.0.0.254"));
        route.setDefaultRoute(via(index, "2001:db8::fe"));
        assertThat(route.defaultRoutes())
                .containsExactlyInAnyOrder(via(index, "10.0.0.254"), via(index, "2001:db8::fe"));

        route.setDefaultRoute(via(index, "10.0.0.253"));
        route.setDefaultRoute(via(index, "10.0.0.253"));
        assertThat(route.defaultRoutes())
                .containsExactlyInAnyOrder(via(index, "10.0.0.253"), via(index, "2001:db8::fe"));

        route.removeDefaultRoute(via(index, "10.0.0.253"));
        route.removeDefaultRoute(via(index, "2001:db8::fe"));
        assertThat(route.defaultRoutes()).isEmpty();
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> route.removeDefaultRoute(via(index, "10.0.0.253")))
                .withMessageContaining("ESRCH");
    }

    @Test
    void speaksForItsNamespaceAlone() throws Exception {
        Namespace other = namespaces.create("other");
        try (RouteNetlink elsewhere = RouteNetlink.open(other)) {
            assertThat(elsewhere.findInterface("vde0")).isEmpty();
            elsewhere.setUp(LO, true);

            assertThat(elsewhere.findInterface(LO).orElseThrow().up()).isTrue();
            assertThat(route.findInterface(LO).orElseThrow().up()).isFalse();
        } finally {
            other.close();
        }
    }
}
