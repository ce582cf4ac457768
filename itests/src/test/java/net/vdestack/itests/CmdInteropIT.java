package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Debian's vde_plug at the other end of a stream. */
@OneJdk
@Timeout(120)
class CmdInteropIT {
    private static final String PROPERTY = "net.vdestack.cmd";

    @BeforeEach
    void allow() {
        System.setProperty(PROPERTY, "allow");
    }

    @AfterEach
    void disallow() {
        System.clearProperty(PROPERTY);
    }

    private static NetworkStack stack(String network) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .link("vde0", network)
                .config("eth,ip=10.9.0.1/24,ip=fd00:9::1/64")
                .build());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "cmd://vde_plug vxvde://224.1.2.9,                vxvde://224.1.2.9",
                "=vde_plug udp://4001->127.0.0.1:4002,            udp://4002->127.0.0.1:4001",
                "cmd://sh -c 'exec vde_plug \"vxvde://224.1.2.9\"', vxvde://224.1.2.9"
            })
    void exchangesPingTcpAndUdpThroughVdePlug(String ours, String theirs) throws Exception {
        Set<ProcessHandle> before = processes();
        try (VdensNode node = VdensNode.open(theirs, "02:00:00:00:00:0a", "10.9.0.2/24", "fd00:9::2/64");
                NetworkStack stack = stack(ours);
                Exchange exchange = new Exchange(stack, node)) {
            // the plug takes its time to connect, and what is sent before is lost
            Await.until(
                    "the plug is there",
                    () -> stack.run("ping -c 1 -W 1 10.9.0.2").exitCode() == 0);

            exchange.all("10.9.0.1", "10.9.0.2");
            exchange.all("fd00:9::1", "fd00:9::2");

            assertThat(UnexplainedDrops.of(stack)).isEmpty();
        }
        assertThat(before).containsAll(processes());
    }

    private static Set<ProcessHandle> processes() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .collect(Collectors.toSet());
    }

    @Test
    void startsTheCommandAgainWhenItHasEnded() throws Exception {
        try (NetworkStack stack = stack("cmd://vde_plug vxvde://224.1.2.9")) {
            ProcessHandle plug = ProcessHandle.current()
                    .descendants()
                    .filter(each -> each.info().command().orElse("").endsWith("vde_plug"))
                    .findFirst()
                    .orElseThrow();
            plug.destroyForcibly();

            Await.until("it runs again", () -> stack.links().get(0).forwarder().reconnects() > 0);
        }
    }

    @Test
    void refusesCommandsThatAreNotAllowed() {
        disallow();

        assertThatThrownBy(() -> stack("cmd://vde_plug vxvde://"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("net.vdestack.cmd=allow");
        assertThatThrownBy(() -> stack("=vde_plug vxvde://"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("net.vdestack.cmd=allow");
        assertThatThrownBy(() -> stack("vlan://3{cmd://vde_plug vxvde://}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("net.vdestack.cmd=allow");
    }
}
