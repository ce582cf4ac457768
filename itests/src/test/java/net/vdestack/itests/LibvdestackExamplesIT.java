package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.vdestack.api.CommandResult;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of libvdestack's documentation, to the letter. */
@Timeout(60)
class LibvdestackExamplesIT {
    private static final String STATIC = "/bin/busybox ip link set vde0 up;/bin/busybox ip addr add 10.0.0.2/24 dev"
            + " vde0;/bin/busybox ip route add default via 10.0.0.254";

    private static String run(NetworkStack stack, String command) throws IOException {
        CommandResult result = stack.run(command);
        assertThat(result.exitCode()).as(result.toString()).isZero();
        return result.results().get(result.results().size() - 1).stdout();
    }

    private static void assertConfigured(NetworkStack stack) throws IOException {
        LinkStatus link = stack.links().get(0);
        assertThat(link.up()).isTrue();
        assertThat(link.addresses()).contains(InterfaceAddress.parse("10.0.0.2/24"));
        assertThat(run(stack, "/bin/busybox ip route")).contains("default via 10.0.0.254 dev vde0");
    }

    @Test
    void configuresByCommandsOfTheSpecification() throws Exception {
        StackSpec spec = StackSpec.builder()
                .link("vde0", "lan://static")
                .commands(STATIC)
                .build();
        try (NetworkStack stack = NetworkStacks.open(spec)) {
            assertConfigured(stack);
        }
    }

    @Test
    void configuresByCommandsRunLater() throws Exception {
        try (NetworkStack stack = NetworkStacks.open("lan://static")) {
            assertThat(stack.run(STATIC).results())
                    .extracting(CommandResult.Result::exitCode)
                    .containsExactly(0, 0, 0);

            assertConfigured(stack);
        }
    }

    @Test
    void getsItsAddressByDhcpFromAnotherStack(@TempDir Path folder) throws Exception {
        Path script = folder.resolve("udhcpc-script.sh");
        try (InputStream resource = LibvdestackExamplesIT.class.getResourceAsStream("udhcpc-script.sh")) {
            Files.copy(resource, script);
        }
        assertThat(script.toFile().setExecutable(true)).isTrue();
        StackSpec spec = StackSpec.builder()
                .name("dhcp-server")
                .link("vde0", "lan://dhcp")
                .config("eth,ip=10.0.0.254/24")
                .build();
        try (NetworkStack server = NetworkStacks.open(spec);
                NetworkStack client = NetworkStacks.open("lan://dhcp")) {
            Process udhcpd = startUdhcpd(server, folder);

            String said = run(client, "/bin/busybox udhcpc -q -s " + script + " -i vde0");

            List<InterfaceAddress> addresses = client.links().get(0).addresses();
            InetAddress leased = addresses.stream()
                    .filter(each -> each.prefixLength() == 24)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(addresses + " after udhcpc said " + said))
                    .address();
            assertThat(leased.getHostAddress()).startsWith("10.0.0.10");
            assertThat(run(client, "/bin/busybox ip route")).contains("default via 10.0.0.254 dev vde0");
            assertThat(run(client, "ping -c 1 -W 5 10.0.0.254")).contains(" 0% packet loss");
            assertThat(udhcpd.isAlive()).isTrue();
        }
    }

    /** Returns when it serves. */
    private static Process startUdhcpd(NetworkStack stack, Path folder) throws Exception {
        Path leases = Files.createFile(folder.resolve("leases"));
        Path pid = folder.resolve("udhcpd.pid");
        Path configuration = Files.writeString(
                folder.resolve("udhcpd.conf"),
                String.join(
                        "\n",
                        "start 10.0.0.100",
                        "end 10.0.0.109",
                        "interface vde0",
                        "lease_file " + leases,
                        "pidfile " + pid,
                        "option subnet 255.255.255.0",
                        "option router 10.0.0.254",
                        ""));
        Process udhcpd = stack.start(
                List.of("/bin/busybox", "udhcpd", "-f", "-I", "10.0.0.254", "-a", "0", configuration.toString()));
        Await.until("udhcpd's socket", () -> {
            assertThat(udhcpd.isAlive()).as("udhcpd to be alive").isTrue();
            return run(stack, "cat /proc/net/udp").contains(":0043 ");
        });
        return udhcpd;
    }
}
