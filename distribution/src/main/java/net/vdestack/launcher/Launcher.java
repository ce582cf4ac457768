package net.vdestack.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** What {@code bin/vdestack} starts. Standard output carries the line READY, and then the console if there is one. */
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
            switch (options.purpose()) {
                case HELP -> print(Options.USAGE);
                case VERSION -> print(version() + "\n");
                case RUN -> run(options);
            }
            return 0;
        } catch (LaunchException e) {
            e.getMessage().lines().forEach(line -> System.err.println("vdestack: " + line));
            return e.exitCode();
        } catch (IOException | InterruptedException e) {
            System.err.println("vdestack: " + e);
            return LaunchException.FAILED;
        }
    }

    private void print(String text) {
        output.print(text);
        output.flush();
    }

    private static String version() {
        return "vdestack " + Launcher.class.getPackage().getImplementationVersion();
    }

    private void run(Options options) throws LaunchException, IOException, InterruptedException {
        Optional<TlsFiles> certificate = installation.tls(options.data());
        options.requireTlsBeyondLoopback(certificate.isPresent());
        try (DataDirectory data = DataDirectory.open(options.data())) {
            requireFree(options);
            data.remove(TlsKeyStore.DIRECTORY);
            Optional<Tls> tls = certificate.isPresent()
                    ? Optional.of(Tls.open(certificate.get(), data, InstantSource.system()))
                    : Optional.empty();
            installation.systemProperties(data.path()).forEach(System::setProperty);
            ConfiguratorMemory memory = new ConfiguratorMemory(data.path().resolve("configurator.ser"));
            memory.bringOut();
            // What runs is what lies in bundle/, never what an earlier version has left, or what a crash has spoilt.
            data.remove(Installation.CACHE);
            Framework framework = newFramework(installation.frameworkProperties(options, data.path(), tls));
            Consumer<String> ready = url -> print("READY " + options.reachable(url) + "\n");
            new Platform(framework, installation, memory, ready, tls, options.console())
                    .run(version() + " on Java " + Runtime.version() + ", data in " + data.path());
        }
    }

    /** The HTTP server itself would only log it, and the platform would never be ready. */
    private static void requireFree(Options options) throws LaunchException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(options.bind(), options.port()));
        } catch (IOException e) {
            throw LaunchException.failed("cannot listen on " + options.host() + " port " + options.port() + " ("
                    + e.getMessage() + "): give another port with --port N, or --port 0 for any");
        }
    }

    private Framework newFramework(Map<String, String> properties) throws LaunchException {
        FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> LaunchException.failed(
                        "no OSGi framework in " + installation.home().resolve("lib")));
        return factory.newFramework(properties);
    }
}
