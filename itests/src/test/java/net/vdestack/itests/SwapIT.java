package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.DropReason;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links change their network under connections that stay. */
@Timeout(120)
class SwapIT {
    private static final String LAN = "lan://swap";
    private static final String VXVDE = "vxvde://224.1.2.4";

    private NetworkStack alice;
    private NetworkStack bob;

    @BeforeEach
    void open() throws IOException {
        alice = open("alice", "10.3.0.1/24");
        bob = open("bob", "10.3.0.2/24");
    }

    private static NetworkStack open(String name, String address) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .name(name)
                .link("vde0", LAN)
                .config("eth,ip=" + address)
                .build());
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    @Test
    void staysWhereItIsWhenTheOtherNetworkCannotBeOpened() throws Exception {
        assertThatThrownBy(() -> alice.connect("vde0", VXVDE + "/if=nosuch0"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nosuch0");
        assertThatThrownBy(() -> alice.connect("vde0", "lan://"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lan://");
        assertThatThrownBy(() -> alice.connect("vde1", LAN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("vde1", "[vde0]");

        assertThat(alice.links().get(0).network()).isEqualTo(LAN);
        assertThat(alice.run("ping -c 1 -W 5 10.3.0.2").exitCode()).isZero();
        assertThat(alice.statistics().links().get(0).swaps()).isZero();
    }

    /** Who knew somebody else under its address is put right, though it says nothing itself. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theNewSegmentHearsOfItsAddressesAtOnce(int router) throws Exception {
        List<String> addresses = List.of("10.3.0.1", "fd00:3::1");
        alice.configure("eth,ip=10.3.0.1/24,ip=fd00:3::1/64");
        bob.configure("eth,ip=10.3.0.2/24,ip=fd00:3::2/64");
        alice.call(
                () -> Files.writeString(Path.of("/proc/sys/net/ipv6/conf/vde0/forwarding"), Integer.toString(router)));
        bob.connect("vde0", "lan://elsewhere");
        for (String address : addresses) {
            bob.run("ip neigh replace " + address + " lladdr 02:00:00:00:00:99 nud stale dev vde0");
        }

        alice.connect("vde0", "lan://elsewhere");

        String mac = alice.links().get(0).mac().toString();
        for (String address : addresses) {
            Await.until(
                    "bob to know where " + address + " is",
                    () -> neighbour(bob, address).contains(mac));
        }
        assertThat(neighbour(bob, "fd00:3::1").contains("router")).isEqualTo(router == 1);
    }

    private static String neighbour(NetworkStack stack, String address) throws IOException {
        return stack.run("ip neigh show " + address).results().get(0).stdout();
    }

    @Test
    void comesBackWhenTheUnderlayDoes() throws Exception {
        alice.connect("vde0", VXVDE);
        bob.connect("vde0", VXVDE);
        assertThat(alice.run("ping -c 1 -W 5 10.3.0.2").exitCode()).isZero();
        try {
            Subprocess.run("ip", "route", "del", "224.0.0.0/4", "dev", "lo");

            // the first frame for the group finds no way
            awaitState(alice, ForwarderState.DISCONNECTED, "ping -b -c 1 -W 1 10.3.0.255");

            assertThat(alice.state()).isEqualTo(StackState.DEGRADED);
            assertThat(alice.links().get(0).forwarder().error())
                    .hasValueSatisfying(error -> assertThat(error).containsAnyOf("ENETUNREACH", "ENODEV"));
        } finally {
            Subprocess.run("ip", "route", "add", "224.0.0.0/4", "dev", "lo", "src", "127.0.0.1");
        }
        awaitState(alice, ForwarderState.CONNECTED, "true");
        awaitState(bob, ForwarderState.CONNECTED, "true");
        assertThat(alice.state()).isEqualTo(StackState.UP);
        assertThat(alice.run("ping -c 1 -W 5 10.3.0.2").exitCode()).isZero();
        assertThat(alice.links().get(0).forwarder().reconnects()).isPositive();
    }

    private static void awaitState(NetworkStack stack, ForwarderState state, String meanwhile) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (stack.links().get(0).forwarder().state() != state && System.nanoTime() < deadline) {
            stack.run(meanwhile);
        }
        assertThat(stack.links().get(0).forwarder().state()).isEqualTo(state);
    }

    @Test
    void saysSoWhenItsInterfaceIsDeleted() throws Exception {
        alice.run("ip link del vde0");

        awaitState(alice, ForwarderState.DISCONNECTED, "true");

        assertThat(alice.links().get(0).up()).isFalse();
        assertThat(alice.links().get(0).forwarder().error())
                .hasValueSatisfying(error -> assertThat(error).contains("vde0"));
        assertThatThrownBy(() -> alice.connect("vde0", LAN)).isInstanceOf(IOException.class);
    }

    @Test
    void countsWhatItCannotForward() throws Exception {
        bob.close();

        // to an address nobody has: the question who has it goes to nobody
        alice.run("ping -c 1 -W 1 10.3.0.2");

        assertThat(alice.statistics().links().get(0).drops().get(DropReason.NO_PEER))
                .isPositive();
    }
}
