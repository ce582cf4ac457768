package net.vdestack.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import net.vdestack.ctl.server.Endpoint;
import net.vdestack.ctl.server.Server;
import net.vdestack.ctl.shell.OutputException;
import net.vdestack.ctl.shell.Shell;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: what holds for all its commands. */
@Command(
        name = "vdestackctl",
        synopsisHeading = "usage: ",
        customSynopsis = "vdestackctl [--server URL] [--token-file FILE] [--cacert FILE] COMMAND [...]",
        description = {"", "Makes, shows, changes and deletes stacks of a vdestack server, over its REST API.", ""},
        commandListHeading = "%nCommands:%n",
        sortOptions = false,
        footer = {
            "",
            "Every command takes the options of the server, and tells its own by 'vdestackctl COMMAND --help'.",
            "",
            "Environment:",
            "  VDESTACK_SERVER       the server, unless --server names it",
            "  VDESTACK_TOKEN        the token, unless --token-file names a file with it",
            "  VDESTACK_TOKEN_FILE   the file with the token, unless one of these gives it",
            "  VDESTACK_CACERT       certificates, unless --cacert names them",
            "  NO_COLOR              no colours if set; there are none but on a terminal",
            "Without a token, a server on this machine is shown that of this installation, data/admin.token.",
            "",
            "Exit code: 0 done; 1 the server refused or failed, or could not be asked; 2 the command line",
            "is wrong; 141 nobody reads the output any more. 'run' ends with the exit code of its command.",
            "",
            "Examples:",
            "  vdestackctl create blue --network vxvde://239.1.2.3 --config eth,ip=10.0.0.1/24",
            "  vdestackctl run blue -- ping -c 3 10.0.0.2",
            "  vdestackctl swap blue lan://demo",
            "  vdestackctl stats -f",
            "  vdestackctl capture blue | wireshark -k -i -"
        },
        versionProvider = Vdestackctl.Version.class,
        subcommands = {
            ListCommand.class,
            ShowCommand.class,
            CreateCommand.class,
            ApplyCommand.class,
            EditCommand.class,
            DeleteCommand.class,
            SwapCommand.class,
            ConfigCommand.class,
            RunCommand.class,
            StatsCommand.class,
            SocketsCommand.class,
            CaptureCommand.class,
            EventsCommand.class,
            ForwardersCommand.class,
            PreflightCommand.class,
            MetricsCommand.class,
            StatusCommand.class,
            CompletionCommand.class
        })
public final class Vdestackctl {
    private static final int FAILED = 1;
    /** As a shell says that SIGPIPE has ended a program. */
    private static final int OUTPUT_CLOSED = 141;

    private static final String DEFAULT_SERVER = "http://127.0.0.1:8181";

    private final Shell shell;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "the server (" + DEFAULT_SERVER + ")")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "a file with the token. On the command line itself others would see it")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "for https: the server's certificate or its authority's, in PEM; no others are believed then")
    private Optional<Path> certificates = Optional.empty();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "show this")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "show the version of this program")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean version;

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"vdestackctl " + Vdestackctl.class.getPackage().getImplementationVersion()};
        }
    }

    private Vdestackctl(Shell shell) {
        this.shell = shell;
    }

    /** Does what a command line asks for; returns the exit code. */
    public static int execute(Shell shell, String... words) {
        return commandLine(shell).execute(words);
    }

    static CommandLine commandLine(Shell shell) {
        CommandLine commandLine = new CommandLine(new Vdestackctl(shell));
        Help.Ansi ansi = shell.colours() ? Help.Ansi.ON : Help.Ansi.OFF;
        return commandLine
                .setOut(new PrintWriter(shell.out(), true, UTF_8))
                .setErr(new PrintWriter(shell.err(), true, UTF_8))
                .setColorScheme(Help.defaultColorScheme(ansi))
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                // a command to be run may have words like these
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((failure, args) -> misused(shell, failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(shell, failure))
                .setHelpFactory(OptionsHelp::new);
    }

    private static int misused(Shell shell, ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        if (failure instanceof UnmatchedArgumentException unmatched
                && command.getCommand() instanceof Vdestackctl
                && !unmatched.isUnknownOption()) {
            shell.tell("there is no command '" + unmatched.getUnmatched().get(0) + "'");
            unmatched.getSuggestions().stream().limit(1).forEach(word -> shell.tell("did you mean '" + word + "'?"));
        } else {
            shell.tell(failure.getMessage());
        }
        if (failure instanceof UnmatchedArgumentException && command.getCommand() instanceof RunCommand) {
            shell.tell("the command to be run stands behind '--': vdestackctl run NAME -- COMMAND");
        }
        shell.tell("see '" + command.getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.USAGE;
    }

    private static int failed(Shell shell, Exception failure) {
        if (failure instanceof OutputException output && output.isUnread()) {
            return OUTPUT_CLOSED;
        }
        if (failure instanceof FileSystemException file) {
            shell.tell("cannot use the file " + file.getFile() + ": " + reason(file));
        } else if (failure instanceof IOException) {
            shell.tell(failure.getMessage() == null ? failure.toString() : failure.getMessage());
        } else {
            // a bug: whoever reports it should have all there is
            failure.printStackTrace(shell.err());
        }
        return FAILED;
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is none";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        return failure.getReason() == null ? failure.toString() : failure.getReason();
    }

    /** Options of a command before those of the server. */
    private static final class OptionsHelp extends Help {
        OptionsHelp(CommandSpec spec, ColorScheme colours) {
            super(spec, colours);
        }

        @Override
        public String optionList() {
            String own = optionList(false);
            String inherited = optionList(true);
            return inherited.isEmpty()
                    ? own
                    : own + (own.isEmpty() ? "" : System.lineSeparator()) + "Of every command:" + System.lineSeparator()
                            + inherited;
        }

        private String optionList(boolean inherited) {
            return optionListExcludingGroups(commandSpec().options().stream()
                    .filter(option -> option.inherited() == inherited && !option.hidden())
                    .toList());
        }
    }

    Shell shell() {
        return shell;
    }

    CommandSpec spec() {
        return spec;
    }

    /** The server that is meant. */
    Server server() throws IOException {
        String named = url.or(() -> shell.variable("VDESTACK_SERVER")).orElse(DEFAULT_SERVER);
        Endpoint endpoint;
        try {
            endpoint = Endpoint.parse(named);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        return Server.at(
                endpoint,
                tokenFile,
                certificates.or(() -> shell.variable("VDESTACK_CACERT").map(Path::of)),
                shell);
    }
}
