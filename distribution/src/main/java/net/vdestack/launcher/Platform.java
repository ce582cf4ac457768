package net.vdestack.launcher;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** The framework and its bundles, from their start to their end. */
final class Platform {
    private static final Logger LOGGER = System.getLogger(Platform.class.getName());
    /** After so long without READY, someone will wonder. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Framework framework;
    private final Installation installation;
    private final ConfiguratorMemory memory;
    private final Consumer<String> output;
    private final Optional<Tls> tls;
    private final boolean console;

    /**
     * @param output is told the URL when all is up
     * @param tls with which HTTP is served, if any
     * @param console whether standard input is for a console, then
     */
    Platform(
            Framework framework,
            Installation installation,
            ConfiguratorMemory memory,
            Consumer<String> output,
            Optional<Tls> tls,
            boolean console) {
        this.framework = framework;
        this.installation = installation;
        this.memory = memory;
        this.output = output;
        this.tls = tls;
        this.console = console;
    }

    /**
     * Returns when it has ended because a signal told it to, or somebody after it was ready.
     *
     * @param welcome logged as soon as there is a log
     * @throws LaunchException if it does not start, or ends before it is ready
     */
    void run(String welcome) throws LaunchException, InterruptedException {
        EndSignals signals = new EndSignals(this::stop, this::interrupt);
        try {
            framework.init();
            ReadyLine ready = new ReadyLine(framework.getBundleContext(), output, this::openConsole);
            Bundles all = new Bundles(framework.getBundleContext(), memory);
            signals.take();
            framework.start();
            all.startAll(installation.bundles(), ready::open);
            if (signals.haveCome()) {
                stop();
            } else {
                LOGGER.log(Level.INFO, welcome);
                watch("deploy", new DeployFolder(installation.deploy(), framework.getBundleContext(), all));
                tls.ifPresent(certificate -> watch("tls", certificate));
            }
            awaitEnd(ready);
            if (!ready.isPrinted() && !signals.haveCome()) {
                throw LaunchException.failed("it stopped before all was up; the log says why");
            }
        } catch (BundleException | InvalidSyntaxException | ReflectiveOperationException e) {
            throw LaunchException.failed("cannot start the framework", e);
        } finally {
            stop();
            framework.waitForStop(0);
        }
    }

    private void openConsole() {
        if (console) {
            StandardInput.offer(framework.getBundleContext());
        }
    }

    /** Ctrl-C is for what the console runs, if there is a console. */
    private boolean interrupt() {
        BundleContext context = framework.getBundleContext();
        try {
            for (ServiceReference<Runnable> reference :
                    context.getServiceReferences(Runnable.class, "(vdestack.signal=INT)")) {
                context.getService(reference).run();
                return true;
            }
            return false;
        } catch (InvalidSyntaxException e) {
            throw new AssertionError("a filter of ours", e);
        }
    }

    private static void watch(String name, Runnable watcher) {
        Thread thread = new Thread(watcher, "vdestack-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitEnd(ReadyLine ready) throws InterruptedException {
        FrameworkEvent event = framework.waitForStop(PATIENCE.toMillis());
        if (event.getType() == FrameworkEvent.WAIT_TIMEDOUT) {
            if (!ready.isPrinted()) {
                LOGGER.log(
                        Level.WARNING,
                        "not ready after {0} s: /health/ready tells what is waited for",
                        PATIENCE.toSeconds());
            }
            framework.waitForStop(0);
        }
    }

    /** Begins the end; does nothing to what has not started. */
    private void stop() {
        try {
            if (framework.getState() != Bundle.STOPPING) {
                framework.stop();
            }
        } catch (BundleException e) {
            LOGGER.log(Level.WARNING, "cannot stop", e);
        }
    }
}
