package net.vdestack.rest.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.vdestack.api.FailedStack;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackState;

/** What stacks and links count, at one moment. One that goes away meanwhile is left out. */
final class StackMetrics {
    private static final Logger LOG = System.getLogger(StackMetrics.class.getName());

    private final Map<StackState, Integer> states = new EnumMap<>(StackState.class);
    private final GaugeSnapshot.Builder stacks =
            GaugeSnapshot.builder().name("vdestack_stacks").help("Stacks, by state.");
    private final GaugeSnapshot.Builder up = GaugeSnapshot.builder()
            .name("vdestack_link_up")
            .help("1 if the link's interface is up and its forwarder has its network.");
    private final CounterSnapshot.Builder receiveFrames =
            counter("receive_frames", "Frames that came from the network into the stack.");
    private final CounterSnapshot.Builder receiveBytes =
            counter("receive_bytes", "Their bytes, without frame check sequences.");
    private final CounterSnapshot.Builder transmitFrames =
            counter("transmit_frames", "Frames of the stack that the network took.");
    private final CounterSnapshot.Builder transmitBytes =
            counter("transmit_bytes", "Their bytes, without frame check sequences.");
    private final CounterSnapshot.Builder drops =
            counter("drops", "Frames of either direction that were not forwarded.");
    private final CounterSnapshot.Builder reconnects =
            counter("reconnects", "How often the forwarder found its network again by itself.");

    /** @param failed those that could not be started; one that is up meanwhile is not counted twice */
    StackMetrics(List<NetworkStack> all, List<FailedStack> failed) {
        for (StackState state : StackState.values()) {
            states.put(state, 0);
        }
        all.forEach(this::read);
        Set<String> names = all.stream().map(NetworkStack::name).collect(Collectors.toSet());
        failed.stream()
                .filter(each -> !names.contains(each.name()))
                .forEach(each -> states.merge(StackState.FAILED, 1, Integer::sum));
        states.forEach((state, count) -> stacks.dataPoint(gauge(Labels.of("state", state.name()), count)));
    }

    private static CounterSnapshot.Builder counter(String name, String help) {
        return CounterSnapshot.builder().name("vdestack_link_" + name).help(help);
    }

    private void read(NetworkStack stack) {
        try {
            List<LinkStatus> links = stack.links();
            List<LinkStatistics> statistics = stack.statistics().links();
            links.forEach(link -> add(stack.name(), link));
            statistics.forEach(link -> add(stack.name(), link));
        } catch (IllegalStateException | IOException e) {
            LOG.log(Level.DEBUG, "stack " + stack.name() + " cannot be read", e);
        }
        states.merge(stack.state(), 1, Integer::sum);
    }

    private void add(String stack, LinkStatus link) {
        boolean isUp = link.up() && link.forwarder().state() == ForwarderState.CONNECTED;
        Labels labels = Labels.of(
                "stack", stack, "link", link.name(), "scheme", link.forwarder().scheme());
        up.dataPoint(gauge(labels, isUp ? 1 : 0));
    }

    private void add(String stack, LinkStatistics link) {
        Labels labels = Labels.of("stack", stack, "link", link.name());
        receiveFrames.dataPoint(count(labels, link.receiveFrames()));
        receiveBytes.dataPoint(count(labels, link.receiveBytes()));
        transmitFrames.dataPoint(count(labels, link.transmitFrames()));
        transmitBytes.dataPoint(count(labels, link.transmitBytes()));
        reconnects.dataPoint(count(labels, link.reconnects()));
        link.drops().forEach((reason, frames) -> drops.dataPoint(count(labels.add("reason", reason.key()), frames)));
    }

    private static GaugeDataPointSnapshot gauge(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static CounterDataPointSnapshot count(Labels labels, long value) {
        return CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    List<MetricSnapshot> snapshots() {
        return List.of(
                stacks.build(),
                up.build(),
                receiveFrames.build(),
                receiveBytes.build(),
                transmitFrames.build(),
                transmitBytes.build(),
                drops.build(),
                reconnects.build());
    }
}
