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
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/** Installs and starts the bundles of a folder. */
final class Bundles {
    private final Framework framework;
    private final BundleContext context;
    private final ConfiguratorMemory memory;

    /**
     * Of a framework that has started.
     *
     * @param context the framework's, which outlives no stop
     */
    Bundles(Framework framework, BundleContext context, ConfiguratorMemory memory) {
        this.framework = framework;
        this.context = context;
        this.memory = memory;
    }

    /**
     * Installs all of them, then starts them level by level, unless the framework stops meanwhile.
     *
     * @throws LaunchException with a line for each bundle that cannot be installed, or else for each that cannot be
     *     started; what would have started after it has not
     */
    void startAll(Path folder) throws LaunchException {
        Map<StartLevel, List<Bundle>> levels = new EnumMap<>(StartLevel.class);
        List<String> failures = new ArrayList<>();
        for (Path jar : jars(folder)) {
            try {
                Bundle bundle = install(jar);
                levels.computeIfAbsent(level(bundle), level -> new ArrayList<>())
                        .add(bundle);
            } catch (BundleException | IOException | IllegalStateException e) {
                failures.add("cannot install " + jar.getFileName() + ": " + LaunchException.reason(e));
            }
        }
        check(failures);
        for (List<Bundle> bundles : levels.values()) {
            for (Bundle bundle : bundles) {
                try {
                    start(bundle);
                } catch (BundleException | IllegalStateException e) {
                    failures.add("cannot start " + bundle.getSymbolicName() + ": " + LaunchException.reason(e));
                }
            }
            check(failures);
        }
    }

    /** In a framework that stops, everything fails. */
    private void check(List<String> failures) throws LaunchException {
        if (!failures.isEmpty() && framework.getState() == Bundle.ACTIVE) {
            throw LaunchException.failed(String.join("\n", failures));
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
    private Bundle install(Path jar) throws BundleException, IOException {
        Bundle bundle = context.installBundle("reference:" + jar.toUri());
        if (bundle.getSymbolicName() == null) {
            throw new BundleException("it is no bundle: its manifest has no Bundle-SymbolicName");
        }
        bundle.adapt(BundleStartLevel.class).setStartLevel(level(bundle).number());
        memory.giveTo(bundle);
        return bundle;
    }

    private static StartLevel level(Bundle bundle) {
        return StartLevel.of(bundle.getSymbolicName());
    }

    private static void start(Bundle bundle) throws BundleException {
        boolean fragment = (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
        if (!fragment) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
    }
}
