package net.vdestack.rest.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.vdestack.api.FailedStack;
import net.vdestack.api.NetworkStack;

/** All metrics of the platform. What happens in the API is counted here; the rest is read when it is asked for. */
public final class Metrics {
    /** How it ended. */
    public enum Result {
        SUCCESS,
        FAILURE,
        /** Of commands: the time ran out. */
        TIMEOUT;

        private String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Of others only the number is counted, or a client could make as many time series as it likes. */
    private static final Set<String> METHODS = Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    private static final OpenMetricsTextFormatWriter WRITER = OpenMetricsTextFormatWriter.create();

    private final String version;
    private final Counter requests = new Counter(
            "vdestack_api_requests",
            "Requests answered, by route: the path's template, or none if nothing is there.",
            "method",
            "route",
            "code");
    private final Counter swaps = new Counter(
                    "vdestack_link_swaps", "Links that were to get another network over the API.", "result")
            .from0(Result.SUCCESS.label())
            .from0(Result.FAILURE.label());
    private final Counter commands = new Counter(
                    "vdestack_commands", "Runs of commands that were asked for over the API.", "result")
            .from0(Result.SUCCESS.label())
            .from0(Result.FAILURE.label())
            .from0(Result.TIMEOUT.label());

    /** @param version of this software */
    public Metrics(String version) {
        this.version = version;
    }

    /**
     * A request was answered.
     *
     * @param route the path's template
     */
    public void answered(String method, String route, int code) {
        requests.increment(METHODS.contains(method) ? method : "other", route, String.valueOf(code));
    }

    /** A link was to get another network. */
    public void swapped(Result result) {
        swaps.increment(result.label());
    }

    /** Commands were run: all of one request are one. */
    public void ran(Result result) {
        commands.increment(result.label());
    }

    /** The media type of what is written. */
    public static String mediaType() {
        return WRITER.getContentType();
    }

    /** Writes all of them, with those of the stacks. */
    public void write(List<NetworkStack> stacks, List<FailedStack> failed, OutputStream out) throws IOException {
        List<MetricSnapshot> all = new ArrayList<>(new StackMetrics(stacks, failed).snapshots());
        all.add(swaps.snapshot());
        all.add(commands.snapshot());
        all.add(requests.snapshot());
        all.add(InfoSnapshot.builder()
                .name("vdestack_build")
                .help("The version of vdestack.")
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", version))
                        .build())
                .build());
        WRITER.write(out, new MetricSnapshots(all), EscapingScheme.DEFAULT);
    }
}
