package net.vdestack.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.vdestack.api.CommandLine;
import net.vdestack.api.CommandResult;
import net.vdestack.api.FailedStack;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackStatistics;
import net.vdestack.api.configuration.StackDocuments;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.Process;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The commands {@code stack:…}, for Gogo to find and call by their names. Each returns a text, which is printed, or
 * goes to the next command of a pipe; and throws when it fails, so that what depends on it is not run.
 *
 * <p>All take any words, since Gogo would tell the user of methods and their types if the number were wrong.
 */
@Component(
        service = StackCommands.class,
        property = {
            "osgi.command.scope=stack",
            "osgi.command.function=list",
            "osgi.command.function=show",
            "osgi.command.function=create",
            "osgi.command.function=delete",
            "osgi.command.function=run",
            "osgi.command.function=swap",
            "osgi.command.function=stats"
        })
public final class StackCommands {
    private static final String CREATE =
            "stack:create [--ephemeral] [--config CONFIG] NAME [NETWORK [CONFIG]], or" + " stack:create 'DOCUMENT'";

    private final StackRegistry registry;
    private final StackDocuments documents;

    /** Called by Declarative Services. */
    @Activate
    public StackCommands(@Reference StackRegistry registry, @Reference StackDocuments documents) {
        this.registry = registry;
        this.documents = documents;
    }

    /** A line for each stack. */
    @Descriptor("list all stacks, sorted by name: stack:list")
    public String list(@Descriptor("nothing") String... words) throws CommandException {
        require(words.length == 0, "stack:list");
        return answer(() -> {
            Table table = StackTables.overviews();
            for (String name : names()) {
                Optional<NetworkStack> up = registry.find(name);
                if (up.isPresent()) {
                    unlessItEnds(() -> StackTables.overview(table, up.get()));
                } else {
                    failure(name).ifPresent(failed -> StackTables.overview(table, failed));
                }
            }
            return table.toString();
        });
    }

    private List<String> names() {
        return Stream.concat(
                        registry.stacks().stream().map(NetworkStack::name),
                        registry.failures().stream().map(FailedStack::name))
                .sorted()
                .distinct()
                .toList();
    }

    /** One stack with its links and routes. */
    @Descriptor("show a stack, with its links and routes: stack:show NAME")
    public String show(@Descriptor("the stack") String... words) throws CommandException {
        require(words.length == 1, "stack:show NAME");
        return answer(() -> {
            Optional<FailedStack> failed = failure(words[0]);
            return failed.isPresent() && registry.find(words[0]).isEmpty()
                    ? StackTables.details(failed.get())
                    : StackTables.details(up(words[0]));
        });
    }

    /** Makes a stack. */
    @Descriptor(
            "create a stack, and wait until it is up: " + CREATE + ". It is stored, and there again after a restart")
    public String create(
            @Descriptor("its configuration, such as 'eth,ip=10.0.0.1/24,gw=10.0.0.254'")
                    @Parameter(
                            names = {"-c", "--config"},
                            absentValue = "")
                    String config,
            @Descriptor("not stored: it ends with the platform")
                    @Parameter(
                            names = {"-e", "--ephemeral"},
                            absentValue = "false",
                            presentValue = "true")
                    boolean ephemeral,
            @Descriptor("its name, the network to plug its link vde0 into (without: loopback alone), and its"
                            + " configuration; or all of it as a document in JSON, as over HTTP")
                    String... words)
            throws CommandException {
        return answer(() -> {
            NetworkStack stack = registry.create(spec(config, ephemeral, words));
            return overview(stack);
        });
    }

    private StackSpec spec(String config, boolean ephemeral, String... words) throws CommandException {
        if (words.length == 1 && words[0].stripLeading().startsWith("{")) {
            if (!config.isEmpty() || ephemeral) {
                throw new CommandException("a document says everything itself: write \"config\" and \"ephemeral\""
                        + " there, and leave out the options");
            }
            return documents.read(words[0]);
        }
        for (String word : words) {
            if (word.startsWith("-")) {
                throw new CommandException("unknown option '" + word + "': there are --config CONFIG and --ephemeral");
            }
        }
        require(words.length >= 1 && words.length <= 3 && (words.length < 3 || config.isEmpty()), CREATE);
        StackSpec.Builder spec = StackSpec.builder().name(words[0]).config(words.length == 3 ? words[2] : config);
        if (words.length >= 2) {
            spec.link("vde0", words[1]);
        }
        if (ephemeral) {
            spec.ephemeral();
        }
        return spec.build();
    }

    /** Ends a stack for good. */
    @Descriptor("delete a stack for good, also one that could not be started: stack:delete NAME")
    public void delete(@Descriptor("the stack") String... words) throws CommandException {
        require(words.length == 1, "stack:delete NAME");
        if (!answer(() -> registry.delete(words[0]))) {
            throw absent(words[0]);
        }
    }

    /** Runs commands in a stack; what they write is seen as they write it. */
    @Descriptor("run commands in a stack until one fails, which fails this one: stack:run NAME 'COMMANDS', with ';'"
            + " between them, or stack:run NAME COMMAND WORD…")
    public void run(@Descriptor("the stack, and what to run there") String... words) throws CommandException {
        require(words.length >= 2, "stack:run NAME 'COMMANDS'");
        Process process = Process.Utils.current();
        CommandEcho echo = new CommandEcho(process.out(), process.err());
        CommandResult result = answer(() -> up(words[0]).run(commands(words), null, echo));
        if (result.exitCode() != 0) {
            echo.endLine();
            CommandResult.Result last = result.results().get(result.results().size() - 1);
            throw new CommandException(
                    "'" + String.join(" ", last.argv()) + "' ended with exit code " + result.exitCode());
        }
    }

    private static CommandLine commands(String... words) {
        return words.length == 2
                ? CommandLine.parse(words[1])
                : CommandLine.of(Arrays.asList(words).subList(1, words.length));
    }

    /** Plugs a link into another network. */
    @Descriptor("plug a link into another network; connections stay: stack:swap NAME [LINK] NETWORK. It is stored")
    public String swap(
            @Descriptor("the stack, its link unless it has one alone, and the network, such as lan://demo")
                    String... words)
            throws CommandException {
        require(words.length == 2 || words.length == 3, "stack:swap NAME [LINK] NETWORK");
        return answer(() -> {
            NetworkStack stack = up(words[0]);
            stack.connect(words.length == 3 ? words[1] : onlyLink(stack), words[words.length - 1]);
            return overview(stack);
        });
    }

    private static String onlyLink(NetworkStack stack) throws CommandException {
        List<String> links = stack.spec().links().stream().map(LinkSpec::name).toList();
        if (links.size() != 1) {
            throw new CommandException("stack '" + stack.name() + "' has "
                    + (links.isEmpty()
                            ? "no link"
                            : "the links " + String.join(", ", links) + ": say which, stack:swap " + stack.name()
                                    + " LINK NETWORK"));
        }
        return links.get(0);
    }

    /** Counters now. */
    @Descriptor(
            "counters of all links, or of a stack with its sockets: stack:stats [NAME]. Received and transmitted are"
                    + " from the stack's point of view")
    public String stats(@Descriptor("the stack; without it all") String... words) throws CommandException {
        require(words.length <= 1, "stack:stats [NAME]");
        return answer(() -> {
            Table table = StackTables.counters();
            if (words.length == 0) {
                for (NetworkStack stack : registry.stacks()) {
                    unlessItEnds(() -> StackTables.counters(table, stack.statistics()));
                }
                return table.toString();
            }
            StackStatistics statistics = up(words[0]).statistics();
            StackTables.counters(table, statistics);
            return table + "\n\n" + StackTables.sockets(statistics.sockets());
        });
    }

    private static String overview(NetworkStack stack) throws IOException {
        Table table = StackTables.overviews();
        StackTables.overview(table, stack);
        return table.toString();
    }

    private NetworkStack up(String name) throws CommandException {
        Optional<NetworkStack> up = registry.find(name);
        if (up.isPresent()) {
            return up.get();
        }
        throw failure(name)
                .map(failed -> new CommandException("stack '" + name + "' could not be started: " + failed.error()
                        + ". 'stack:delete " + name + "' forgets it"))
                .orElseGet(() -> absent(name));
    }

    private Optional<FailedStack> failure(String name) {
        return registry.failures().stream()
                .filter(failed -> failed.name().equals(name))
                .findFirst();
    }

    private static CommandException absent(String name) {
        return new CommandException("there is no stack '" + name + "': stack:list shows all");
    }

    private static void require(boolean usable, String usage) throws CommandException {
        if (!usable) {
            throw new CommandException("usage: " + usage);
        }
    }

    private interface Look {
        void take() throws IOException;
    }

    /** A stack that is deleted meanwhile is left out of what is told of all. */
    private static void unlessItEnds(Look look) throws IOException {
        try {
            look.take();
        } catch (IllegalStateException e) {
            // its end, by the contract of NetworkStack
        }
    }

    private interface Action<T> {
        T perform() throws IOException, CommandException;
    }

    /** What the stacks refuse is said to the user, without the name of a class. */
    private static <T> T answer(Action<T> action) throws CommandException {
        try {
            return action.perform();
        } catch (UncheckedIOException e) {
            throw new CommandException(e.getMessage() + ": " + e.getCause().getMessage(), e);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new CommandException(Optional.ofNullable(e.getMessage()).orElseGet(e::toString), e);
        }
    }
}
