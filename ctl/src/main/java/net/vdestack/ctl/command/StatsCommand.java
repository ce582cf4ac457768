package net.vdestack.ctl.command;

import static net.vdestack.ctl.command.StackTables.text;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import net.vdestack.ctl.server.Json;
import net.vdestack.ctl.server.Server;
import net.vdestack.ctl.server.ServerSentEvents;
import net.vdestack.ctl.shell.Amounts;
import net.vdestack.ctl.shell.Paint;
import net.vdestack.ctl.shell.Screen;
import net.vdestack.ctl.shell.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "stats",
        description = "Show what links have carried, from the stacks' point of view; with -f what they carry now.",
        footer = {
            "",
            "With -f, rates replace the totals: in place on a terminal, else a line for each link each time;",
            "with --json, a line for each time, of totals. The first rates come with the second reading."
        })
final class StatsCommand extends ServerCommand {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "the stack; all unless given")
    private Optional<String> name = Optional.empty();

    @Option(
            names = {"-f", "--follow"},
            description = "go on until Ctrl-C")
    private boolean follow;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            description = "with -f, the time between two readings, such as 500ms or 5s; 1s unless given")
    private Optional<String> interval = Optional.empty();

    @Mixin
    private JsonOption json;

    @Override
    int ask(Server server) throws Exception {
        if (interval.isPresent() && !follow) {
            throw misused("--interval goes with -f");
        }
        // for one that is followed, too: that it is not there is told now, and never by a stream
        JsonNode now = server.get(name.map(stack -> stack(stack) + "/stats").orElse("stats"));
        if (follow) {
            follow(server);
        } else if (json.isWanted()) {
            print(now);
        } else {
            print(totals(LinkCounters.of(name.isPresent() ? List.of(now) : now.path("items"))));
        }
        return 0;
    }

    private static Table totals(List<LinkCounters> links) {
        Table table = new Table("STACK", "LINK", "SCHEME", " RECEIVED", " FRAMES", " SENT", " FRAMES", "DROPPED");
        for (LinkCounters link : links) {
            table.row(
                    link.stack(),
                    link.link(),
                    link.scheme(),
                    Amounts.bytes(link.receiveBytes()),
                    link.receiveFrames(),
                    Amounts.bytes(link.transmitBytes()),
                    link.transmitFrames(),
                    link.drops());
        }
        return table;
    }

    private void follow(Server server) throws IOException, InterruptedException {
        String path = "stats/stream?interval=" + Server.segment(interval.orElse("1s"));
        Rates rates = new Rates();
        Screen screen = new Screen(shell());
        try (ServerSentEvents events = server.events(path)) {
            for (Optional<ServerSentEvents.Event> next = events.next(); next.isPresent(); next = events.next()) {
                List<JsonNode> stacks = wanted(next.get().data());
                if (json.isWanted()) {
                    print(Json.line(Json.object().set("items", Json.array(stacks))));
                } else if (shell().terminal()) {
                    screen.show(table(rates.next(LinkCounters.of(stacks))).lines(Paint.of(shell())));
                } else {
                    rates.next(LinkCounters.of(stacks)).stream()
                            .filter(rate -> rate.receive() != null)
                            .forEach(this::printLine);
                }
                shell().flush();
            }
        }
        throw new IOException("the server has gone");
    }

    private List<JsonNode> wanted(JsonNode reading) {
        return reading.path("items")
                .valueStream()
                .filter(stack -> name.isEmpty() || text(stack, "stack").equals(name.get()))
                .toList();
    }

    private static Table table(List<Rates.Rate> rates) {
        Table table =
                new Table("STACK", "LINK", "SCHEME", " RECEIVING", " FRAMES/S", " SENDING", " FRAMES/S", "DROPPED");
        for (Rates.Rate rate : rates) {
            table.row(
                    rate.link().stack(),
                    rate.link().link(),
                    rate.link().scheme(),
                    rate.receive(),
                    rate.receiveFrames(),
                    rate.transmit(),
                    rate.transmitFrames(),
                    rate.link().drops());
        }
        return table;
    }

    /** By itself, since what comes later is not known: with its own words instead of headings. */
    private void printLine(Rates.Rate rate) {
        print(rate.link().time() + " " + rate.link().key() + " receiving " + rate.receive() + " " + rate.receiveFrames()
                + " frames/s, sending " + rate.transmit() + " " + rate.transmitFrames() + " frames/s, dropped "
                + rate.link().drops());
    }
}
