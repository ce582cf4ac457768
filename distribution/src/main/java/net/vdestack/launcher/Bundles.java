package net.vdestack.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Installs and starts the bundles of a folder. The end of the framework, whoever asks for it, waits for the bundle that
 * is just starting, and keeps the next ones from it: a bundle that starts cannot be stopped.
 */
final class Bundles implements SynchronousBundleListener {
    private final BundleContext context;
    private final ConfiguratorMemory memory;
    private boolean ending;

    /** @param context of the framework, which is initialized and has not started */
    Bundles(BundleContext context, ConfiguratorMemory memory) {
        this.context = context;
        this.memory = memory;
        context.addBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            end();
        }
    }

    private synchronized void end() {
        ending = true;
    }

    /** Whether the framework has begun to stop. */
    synchronized boolean areEnding() {
        return ending;
    }

    /**
     * Installs all of them, then starts them level by level, unless the framework stops meanwhile.
     *
     * @param afterwards is run when all have started
     * @throws LaunchException with a line for each bundle that cannot be installed, or else for each that cannot be
     *     started; what would have started after it has not
     */
    void startAll(Path folder, Runnable afterwards) throws LaunchException {
        Map<StartLevel, List<Bundle>> levels = new EnumMap<>(StartLevel.class);
        List<String> failures = new ArrayList<>();
        for (Path jar : jars(folder)) {
            unlessEnding(() -> {
                        Bundle bundle = install(jar);
                        levels.computeIfAbsent(level(bundle), level -> new ArrayList<>())
                                .add(bundle);
                    })
                    .ifPresent(reason -> failures.add("cannot install " + jar.getFileName() + ": " + reason));
        }
        check(failures);
        for (List<Bundle> bundles : levels.values()) {
            for (Bundle bundle : bundles) {
                unlessEnding(() -> start(bundle))
                        .ifPresent(reason -> failures.add("cannot start " + bundle.getSymbolicName() + ": " + reason));
            }
            check(failures);
        }
        unlessEnding(afterwards::run);
    }

    private static void check(List<String> failures) throws LaunchException {
        if (!failures.isEmpty()) {
            throw LaunchException.failed(String.join("\n", failures));
        }
    }

    /** What the end of the framework waits for. */
    interface Step {
        void take() throws BundleException;
    }

    /** Takes a step, or does nothing. Returns why it failed, if it did. */
    synchronized Optional<String> unlessEnding(Step step) {
        try {
            if (!ending) {
                step.take();
            }
            return Optional.empty();
        } catch (BundleException e) {
            // A framework that is about to announce its end refuses already.
            boolean refused = context.getBundle().getState() != Bundle.ACTIVE;
            return refused ? Optional.empty() : Optional.of(LaunchException.reason(e));
        }
    }

    private static List<Path> jars(Path folder) throws LaunchException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
            found.forEach(jars::add);
        } catch (IOException e) {
            throw LaunchException.failed("cannot read " + folder, e);
        }
        if (jars.isEmpty()) {
            throw LaunchException.failed("no bundles in " + folder);
        }
        jars.sort(Comparator.naturalOrder());
        return jars;
    }

    /** Used where it lies: the framework keeps no copy. */
    private Bundle install(Path jar) throws BundleException {
        Bundle bundle = context.installBundle("reference:" + jar.toUri());
        if (bundle.getSymbolicName() == null) {
            throw new BundleException("it is no bundle: its manifest has no Bundle-SymbolicName");
        }
        bundle.adapt(BundleStartLevel.class).setStartLevel(level(bundle).number());
        try {
            memory.giveTo(bundle);
        } catch (IOException e) {
            throw new BundleException("it gets no memory", e);
        }
        return bundle;
    }

    private static StartLevel level(Bundle bundle) {
        return StartLevel.of(bundle.getSymbolicName());
    }

    private static void start(Bundle bundle) throws BundleException {
        if (!isFragment(bundle)) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
    }

    static boolean isFragment(Bundle bundle) {
        return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }
}
