package net.vdestack.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/** Installs and starts the bundles of a folder. */
final class Bundles {
    private final BundleContext framework;

    /** @param framework of the framework, which has started */
    Bundles(BundleContext framework) {
        this.framework = framework;
    }

    /**
     * Installs all of them, then starts them in their order.
     *
     * @throws LaunchException with a line for each bundle that cannot be installed or started
     */
    void startAll(Path folder) throws LaunchException {
        List<String> failures = new ArrayList<>();
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : jars(folder)) {
            try {
                bundles.add(install(jar));
            } catch (BundleException e) {
                failures.add("cannot install " + jar.getFileName() + ": " + LaunchException.reason(e));
            }
        }
        bundles.sort(Comparator.comparing(Bundles::level).thenComparing(Bundle::getSymbolicName));
        for (Bundle bundle : bundles) {
            try {
                start(bundle);
            } catch (BundleException e) {
                failures.add("cannot start " + bundle.getSymbolicName() + ": " + LaunchException.reason(e));
            }
        }
        if (!failures.isEmpty()) {
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
        return jars;
    }

    /** Used where it lies: the framework keeps no copy. */
    private Bundle install(Path jar) throws BundleException {
        Bundle bundle = framework.installBundle("reference:" + jar.toUri());
        if (bundle.getSymbolicName() == null) {
            throw new BundleException("it is no bundle: its manifest has no Bundle-SymbolicName");
        }
        bundle.adapt(BundleStartLevel.class).setStartLevel(level(bundle).number());
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
