package net.vdestack.ctl.command;

import static net.vdestack.ctl.command.StackTables.text;

import java.io.IOException;
import java.util.Optional;
import net.vdestack.ctl.server.Json;
import net.vdestack.ctl.server.RefusedException;
import net.vdestack.ctl.server.Server;
import net.vdestack.ctl.server.ServerSentEvents;
import net.vdestack.ctl.server.ServerSentEvents.Event;
import net.vdestack.ctl.shell.OutputException;
import net.vdestack.ctl.shell.Plain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "events",
        description = "Print what happens to stacks and links, until Ctrl-C.",
        footer = {
            "",
            "When the connection is lost it is made again, and what was missed is printed. 'reset' says that something",
            "is missing all the same."
        })
final class EventsCommand extends ServerCommand {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    /** No server gives an event this id, so all that are known are those after it. */
    private static final String BEFORE_ALL = "0";

    /** Nor this one: whoever has seen none cannot tell what was missed, and is told so by a reset. */
    private static final String NONE_SEEN = "none";

    private static final String RESET = "reset";

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "the stack; all unless given")
    private Optional<String> name = Optional.empty();

    @Option(names = "--all", description = "with those that the server remembers")
    private boolean all;

    @Option(
            names = "--since",
            paramLabel = "ID",
            description = "with those after the one of this id, which --json tells")
    private Optional<String> since = Optional.empty();

    @Option(names = "--count", paramLabel = "N", description = "end after so many")
    private Optional<Integer> count = Optional.empty();

    @Mixin
    private JsonOption json;

    /** What the server is asked for the events after; empty for those from now on. */
    private String position = "";

    private int printed;

    @Override
    int ask(Server server) throws Exception {
        if (all && since.isPresent()) {
            throw misused("give either --all or --since");
        }
        if (count.isPresent() && count.get() < 1) {
            throw misused("--count " + count.get() + ": give 1 or more");
        }
        position = all ? BEFORE_ALL : since.orElse("");
        ServerSentEvents events = connect(server);
        while (!follow(events)) {
            events = reconnect(server);
        }
        return 0;
    }

    private ServerSentEvents connect(Server server) throws IOException, InterruptedException {
        return position.isEmpty() ? server.events("events") : server.events("events", "Last-Event-ID", position);
    }

    /** Tries until it comes back, unless it does not want us any more. */
    private ServerSentEvents reconnect(Server server) throws IOException, InterruptedException {
        if (position.isEmpty()) {
            position = NONE_SEEN;
        }
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            Thread.sleep(pause);
            try {
                return connect(server);
            } catch (RefusedException e) {
                // one that is starting does not have everything yet
                if (e.status() == UNAUTHORIZED || e.status() == FORBIDDEN) {
                    throw e;
                }
            } catch (IOException e) {
                // it is not there yet
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    private boolean isComplete() {
        return count.isPresent() && printed >= count.get();
    }

    /** Returns whether all that was wanted has come; if not, the connection has ended. */
    private boolean follow(ServerSentEvents events) throws IOException {
        try (events) {
            while (!isComplete()) {
                Optional<Event> next = events.next();
                if (next.isEmpty()) {
                    shell().tell("the server has ended the connection; trying again");
                    return false;
                }
                take(next.get());
            }
            return true;
        } catch (OutputException e) {
            throw e;
        } catch (IOException e) {
            shell().tell(e.getMessage() + "; trying again");
            return false;
        }
    }

    private void take(Event event) throws IOException {
        boolean expected = event.name().equals(RESET) && position.equals(BEFORE_ALL);
        if (!event.id().isEmpty()) {
            position = event.id();
        }
        if (!expected && isWanted(event)) {
            print(event);
            shell().flush();
            printed++;
        }
    }

    private boolean isWanted(Event event) {
        return name.isEmpty()
                || event.name().equals(RESET)
                || text(event.data(), "stack").equals(name.get());
    }

    private void print(Event event) {
        if (json.isWanted()) {
            ObjectNode line = Json.object().put("id", event.id()).put("event", event.name());
            event.data().properties().forEach(member -> line.set(member.getKey(), member.getValue()));
            print(Json.line(line));
        } else {
            print(Plain.text(String.join(" ", text(event.data(), "time"), event.name(), words(event))));
        }
    }

    private static String words(Event event) {
        JsonNode data = event.data();
        JsonNode forwarder = data.path("forwarder");
        return switch (event.name()) {
            case "stack" -> text(data, "stack") + " " + text(data, "state");
            case "link" -> {
                String error = text(forwarder, "error");
                yield text(data, "stack") + "/" + text(data, "link") + " " + text(forwarder, "scheme") + " "
                        + text(forwarder, "state") + (error.isEmpty() ? "" : ": " + error);
            }
            case RESET -> text(data, "detail");
            default -> data.toString();
        };
    }
}
