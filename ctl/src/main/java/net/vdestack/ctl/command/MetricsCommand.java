package net.vdestack.ctl.command;

import net.vdestack.ctl.server.Server;
import picocli.CommandLine.Command;

@Command(name = "metrics", description = "Print the metrics that Prometheus reads, in OpenMetrics.")
final class MetricsCommand extends ServerCommand {
    @Override
    int ask(Server server) throws Exception {
        shell().out().print(server.text("metrics"));
        return 0;
    }
}
