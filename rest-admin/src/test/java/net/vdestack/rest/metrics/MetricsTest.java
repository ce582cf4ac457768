package net.vdestack.rest.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.vdestack.api.DropReason;
import net.vdestack.api.FailedStack;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.MacAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.SocketCounts;
import net.vdestack.api.StackState;
import net.vdestack.api.StackStatistics;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics("1.2.3");

    private static NetworkStack stack(String name, StackState state, ForwarderState forwarder) {
        ForwarderStatus status = new ForwarderStatus("lan", forwarder, Instant.EPOCH, 0, Optional.empty());
        LinkStatus link =
                new LinkStatus("vde0", "lan://n", MacAddress.parse("02:00:00:00:00:01"), 1500, true, List.of(), status);
        LinkStatistics counters =
                new LinkStatistics("vde0", "lan", 1, 2, 3, 4, Map.of(DropReason.QUEUE_FULL, 5L), 6, 7);
        return (NetworkStack) Proxy.newProxyInstance(
                MetricsTest.class.getClassLoader(),
                new Class<?>[] {NetworkStack.class},
                (self, method, words) -> switch (method.getName()) {
                    case "name" -> name;
                    case "state" -> state;
                    case "links" -> List.of(link);
                    case "statistics" -> {
                        if (state == StackState.STOPPING) {
                            throw new IllegalStateException("closed");
                        }
                        yield new StackStatistics(name, Instant.EPOCH, List.of(counters), new SocketCounts(0, 0, 0));
                    }
                    default -> throw new AssertionError(method);
                });
    }

    private List<String> lines(NetworkStack... stacks) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FailedStack frail =
                new FailedStack("frail", UUID.randomUUID(), Instant.EPOCH, Optional.empty(), "commands fail");
        FailedStack other = new FailedStack("blue", UUID.randomUUID(), Instant.EPOCH, Optional.empty(), "before");
        metrics.write(List.of(stacks), List.of(frail, other), out);
        return out.toString(UTF_8).lines().toList();
    }

    @Test
    void tellOfStacksAndLinks() throws IOException {
        assertThat(lines(
                        stack("blue", StackState.UP, ForwarderState.CONNECTED),
                        stack("red", StackState.DEGRADED, ForwarderState.DISCONNECTED)))
                .contains(
                        "vdestack_stacks{state=\"UP\"} 1.0",
                        "vdestack_stacks{state=\"DEGRADED\"} 1.0",
                        "vdestack_stacks{state=\"FAILED\"} 1.0",
                        "vdestack_link_up{link=\"vde0\",scheme=\"lan\",stack=\"blue\"} 1.0",
                        "vdestack_link_up{link=\"vde0\",scheme=\"lan\",stack=\"red\"} 0.0",
                        "vdestack_link_receive_frames_total{link=\"vde0\",stack=\"blue\"} 1.0",
                        "vdestack_link_receive_bytes_total{link=\"vde0\",stack=\"blue\"} 2.0",
                        "vdestack_link_transmit_frames_total{link=\"vde0\",stack=\"blue\"} 3.0",
                        "vdestack_link_transmit_bytes_total{link=\"vde0\",stack=\"blue\"} 4.0",
                        "vdestack_link_drops_total{link=\"vde0\",reason=\"queueFull\",stack=\"blue\"} 5.0",
                        "vdestack_link_drops_total{link=\"vde0\",reason=\"runt\",stack=\"blue\"} 0.0",
                        "vdestack_link_reconnects_total{link=\"vde0\",stack=\"blue\"} 6.0",
                        "vdestack_build_info{version=\"1.2.3\"} 1")
                .endsWith("# EOF");
    }

    @Test
    void leaveOutTheLinksOfAStackThatGoesAway() throws IOException {
        assertThat(lines(stack("blue", StackState.STOPPING, ForwarderState.CONNECTED)))
                .contains("vdestack_stacks{state=\"STOPPING\"} 1.0")
                .noneMatch(line -> line.contains("blue"));
    }

    @Test
    void countWhatHappens() throws IOException {
        metrics.swapped(Metrics.Result.SUCCESS);
        metrics.ran(Metrics.Result.TIMEOUT);
        metrics.answered("GET", "/api/v1/stacks/{name}", 404);
        metrics.answered("GET", "/api/v1/stacks/{name}", 404);
        metrics.answered("BREW", "none", 405);
        metrics.answered("STEAM", "none", 405);

        assertThat(lines())
                .contains(
                        "vdestack_link_swaps_total{result=\"success\"} 1.0",
                        "vdestack_link_swaps_total{result=\"failure\"} 0.0",
                        "vdestack_commands_total{result=\"timeout\"} 1.0",
                        "vdestack_commands_total{result=\"success\"} 0.0",
                        "vdestack_api_requests_total{code=\"404\",method=\"GET\",route=\"/api/v1/stacks/{name}\"} 2.0",
                        "vdestack_api_requests_total{code=\"405\",method=\"other\",route=\"none\"} 2.0");
    }
}
