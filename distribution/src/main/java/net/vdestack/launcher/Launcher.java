package net.vdestack.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** What {@code bin/vdestack} starts. Standard output carries the line READY and nothing else. */
public final class Launcher {
    private final Installation installation;
    private final PrintStream output;

    private Launcher(Installation installation, PrintStream output) {
        this.installation = installation;
        this.output = output;
    }

    /** Runs the platform until it is told to end. */
    public static void main(String[] args) {
        PrintStream output = System.out;
        System.setOut(System.err);
        Launcher launcher = new Launcher(new Installation(Path.of(System.getProperty("vdestack.home"))), output);
        System.exit(launcher.launch(List.of(args)));
    }

    private int launch(List<String> words) {
        try {
            Options options = Options.parse(words, installation.defaultData());
            return switch (options.purpose()) {
                case HELP -> print(Options.USAGE);
                case VERSION -> print("vdestack " + Launcher.class.getPackage().getImplementationVersion() + "\n");
                case RUN -> run(options);
            };
        } catch (LaunchException e) {
            e.getMessage().lines().forEach(line -> System.err.println("vdestack: " + line));
            return e.exitCode();
        }
    }

    private int print(String text) {
        output.print(text);
        output.flush();
        return 0;
    }

    private int run(Options options) throws LaunchException {
        try (DataDirectory data = DataDirectory.open(options.data())) {
            requireFree(options);
            installation.systemProperties(data).forEach(System::setProperty);
            return runFramework(newFramework(options, data));
        } catch (IOException e) {
            throw LaunchException.failed("cannot close the data directory", e);
        }
    }

    /** The HTTP server itself would only log it, and the platform would never be ready. */
    private static void requireFree(Options options) throws LaunchException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(options.bind(), options.port()));
        } catch (IOException e) {
            throw LaunchException.failed(
                    "cannot listen on " + options.bind().getHostAddress() + " port " + options.port() + " ("
                            + e.getMessage() + "): give another port with --port N, or --port 0 for any");
        }
    }

    private Framework newFramework(Options options, DataDirectory data) throws LaunchException {
        FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> LaunchException.failed(
                        "no OSGi framework in " + installation.home().resolve("lib")));
        return factory.newFramework(installation.frameworkProperties(options, data));
    }

    private int runFramework(Framework framework) throws LaunchException {
        EndSignals signals = new EndSignals(() -> stop(framework));
        try {
            signals.take();
            framework.start();
            ReadyLine ready = new ReadyLine(framework.getBundleContext(), output);
            ready.open();
            new Bundles(framework.getBundleContext()).startAll(installation.bundles());
            if (signals.haveCome()) {
                stop(framework);
            }
            framework.waitForStop(0);
            if (ready.isPrinted() || signals.haveCome()) {
                return 0;
            }
            throw LaunchException.failed("stopped before all was up: the log says why");
        } catch (LaunchException
                | BundleException
                | InvalidSyntaxException
                | ReflectiveOperationException
                | IllegalStateException e) {
            end(framework);
            if (signals.haveCome()) {
                return 0;
            }
            throw e instanceof LaunchException said ? said : LaunchException.failed("cannot start the framework", e);
        } catch (InterruptedException e) {
            throw LaunchException.failed("interrupted", e);
        }
    }

    /** Begins the end. What has not started is not stopped by this. */
    private static void stop(Framework framework) {
        try {
            framework.stop();
        } catch (BundleException e) {
            System.err.println("vdestack: cannot stop the framework: " + LaunchException.reason(e));
        }
    }

    private static void end(Framework framework) throws LaunchException {
        stop(framework);
        try {
            framework.waitForStop(0);
        } catch (InterruptedException e) {
            throw LaunchException.failed("interrupted", e);
        }
    }
}
