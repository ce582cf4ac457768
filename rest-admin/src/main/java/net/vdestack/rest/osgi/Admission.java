package net.vdestack.rest.osgi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.vdestack.rest.access.FailureDelay;
import net.vdestack.rest.access.HostNames;
import net.vdestack.rest.access.RequestRate;
import net.vdestack.rest.access.Tokens;
import net.vdestack.rest.http.AuditLog;
import net.vdestack.rest.http.DelayedTasks;
import net.vdestack.rest.http.Gate;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The one gate of the platform, built from its properties. */
@Component(service = Admission.class)
public final class Admission {
    /** Twice what the contract promises to let through. */
    private static final int REQUESTS_PER_SECOND = 200;

    private final DelayedTasks delays = new DelayedTasks();
    private final AuditLog audit;
    private final Gate gate;

    /** Called by Declarative Services. */
    @Activate
    public Admission(BundleContext context) throws IOException {
        Path data = Path.of(require(context, "vdestack.data"));
        Path conf = Path.of(require(context, "vdestack.conf"));
        Tokens tokens = Tokens.open(data.resolve("admin.token"), conf.resolve("tokens.json"));
        audit = new AuditLog(data.resolve("audit.jsonl"), System::nanoTime);
        gate = new Gate(
                new HostNames(hosts(context.getProperty("vdestack.http.hosts"))),
                tokens,
                new RequestRate(REQUESTS_PER_SECOND, System::nanoTime),
                new FailureDelay(System::nanoTime),
                audit,
                delays);
    }

    private static String require(BundleContext context, String property) {
        String value = context.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("framework property " + property + " is not set: the launcher does that");
        }
        return value;
    }

    private static List<String> hosts(String property) {
        return Arrays.stream((property == null ? "" : property).split(",", -1))
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .toList();
    }

    Gate gate() {
        return gate;
    }

    @Deactivate
    void close() {
        delays.close();
        audit.close();
    }
}
