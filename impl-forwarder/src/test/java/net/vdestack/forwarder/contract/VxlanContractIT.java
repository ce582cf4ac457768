package net.vdestack.forwarder.contract;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.vdestack.api.SocketAddresses;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.datagram.VxlanHeader;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.Datagrams;
import net.vdestack.forwarder.fixture.Machine;
import net.vdestack.forwarder.vxlan.VxlanProvider;
import org.junit.jupiter.api.BeforeEach;

/** Each link is on a machine of its own, since one machine has one socket at VXLAN's port. */
class VxlanContractIT extends NetworkContract {
    /** More than the longest frame with all headers, so that nothing is split. */
    private static final int UNDERLAY_MTU = 9500;

    private static final List<String> LINKS = List.of("a", "b", "c");

    private final List<Machine> machines = new ArrayList<>();

    @Override
    void makeNetwork() throws Exception {
        Machine.here("ip link add hub0 mtu " + UNDERLAY_MTU + " type bridge mcast_snooping 0");
        Machine.here("ip link set hub0 up");
    }

    @Override
    Underlay underlay(String link) throws IOException {
        Machine machine = new Machine();
        machines.add(machine);
        String cable = "ip link add to-" + link + " mtu " + UNDERLAY_MTU + " master hub0";
        String far = " type veth peer name eth0 mtu " + UNDERLAY_MTU + " netns ";
        Machine.here(cable + far + machine.id());
        Machine.here("ip link set to-" + link + " up");
        machine.ip("addr add 192.0.2." + machines.size() + "/24 dev eth0");
        machine.ip("link set eth0 up");
        machine.ip("route add 224.0.0.0/4 dev eth0");
        return machine;
    }

    @Override
    @BeforeEach
    void awaitNetwork() throws Exception {
        for (Machine machine : machines) {
            machine.awaitUp("eth0");
        }
        for (String link : LINKS) {
            // the bridge hears in its own time that a cable has been plugged in
            Await.until(
                    "the bridge forwards to to-" + link,
                    () -> Machine.here("ip -d link show to-" + link).contains("state forwarding"));
        }
    }

    @Override
    void endNetwork() throws Exception {
        // now: a namespace takes its time to end
        for (String link : LINKS) {
            Machine.here("ip link del to-" + link);
        }
        Machine.here("ip link del hub0");
        for (Machine machine : machines) {
            machine.close();
        }
    }

    @Override
    List<ForwarderProvider> providers() {
        return List.of(new VxlanProvider());
    }

    @Override
    String network() {
        return "vxlan://239.1.2.3/vni=77";
    }

    @Override
    boolean learns() {
        return true;
    }

    @Override
    boolean sayNonsense(byte[] bytes) {
        ByteBuffer group = SocketAddresses.encode(new InetSocketAddress("239.1.2.3", 4789));
        return sayBySocket(b, 0, group, bytes) && sayBySocket(b, 0, group, Datagrams.concat(VxlanHeader.of(77), bytes));
    }

    @Override
    Map<String, String> refused() {
        return Map.of(
                "vxlan:///nope=1", "'nope'",
                "vxlan:///grp=7", "'grp'",
                "vxlan:///port=0", "'port=0'",
                "vxlan:///vni=16777216", "'vni=16777216'");
    }
}
