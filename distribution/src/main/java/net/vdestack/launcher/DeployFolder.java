package net.vdestack.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Keeps bundles in step with the jars of a folder while the platform runs: one that comes is installed and started, one
 * that changes is updated, one that goes is uninstalled. What is wrong with one is logged and concerns no other. A jar
 * that cannot be installed is tried again when it changes, a bundle that cannot be started when anything does.
 */
final class DeployFolder implements Runnable {
    private static final Logger LOGGER = System.getLogger(DeployFolder.class.getName());
    private static final long PAUSE_MILLIS = 1000;
    private static final long REFRESH_SECONDS = 30;

    private final Path folder;
    private final BundleContext context;
    private final Bundles bundles;
    /** Which jars were taken, as what. */
    private final Map<Path, Stamp> taken = new HashMap<>();
    /** What has come of them, if anything. */
    private final SortedMap<Path, Bundle> deployed = new TreeMap<>();
    /** Those that nobody can have stopped yet. */
    private final Set<Bundle> fresh = new HashSet<>();
    /** What the last look has seen, and why it has not. */
    private Map<Path, Stamp> seen = Map.of();

    private Optional<String> trouble = Optional.empty();

    /** @param folder need not be there */
    DeployFolder(Path folder, BundleContext context, Bundles bundles) {
        this.folder = folder;
        this.context = context;
        this.bundles = bundles;
    }

    /** Looks, every second, until the framework ends. */
    @Override
    public void run() {
        try {
            while (!bundles.areEnding()) {
                look();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes in what has changed and is at rest: a jar that was not the same at the last look may be being copied. */
    void look() throws InterruptedException {
        SortedMap<Path, Stamp> now;
        try {
            now = jars();
        } catch (IOException e) {
            complain("cannot read " + folder + ": " + LaunchException.reason(e));
            return;
        }
        List<Path> gone =
                taken.keySet().stream().filter(jar -> !now.containsKey(jar)).toList();
        List<Path> changed = now.keySet().stream()
                .filter(jar ->
                        now.get(jar).equals(seen.get(jar)) && !now.get(jar).equals(taken.get(jar)))
                .toList();
        seen = now;
        if (gone.isEmpty() && changed.isEmpty()) {
            return;
        }
        // first: the same bundle may be back under another name
        gone.forEach(this::remove);
        changed.forEach(jar -> {
            taken.put(jar, now.get(jar));
            take(jar);
        });
        refresh();
        start();
    }

    private SortedMap<Path, Stamp> jars() throws IOException {
        SortedMap<Path, Stamp> jars = new TreeMap<>();
        List<String> unreadable = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : found) {
                try {
                    jars.put(jar, Stamp.of(jar));
                } catch (NoSuchFileException e) {
                    // gone meanwhile
                } catch (IOException e) {
                    // concerns no other, and is no reason to take away what it was
                    unreadable.add("cannot read " + jar + ": " + LaunchException.reason(e));
                    Optional.ofNullable(taken.get(jar)).ifPresent(before -> jars.put(jar, before));
                }
            }
        } catch (NoSuchFileException e) {
            trouble = Optional.empty();
            return jars;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (unreadable.isEmpty()) {
            trouble = Optional.empty();
        } else {
            complain(String.join("\n", unreadable));
        }
        return jars;
    }

    /** Once for as long as it is the same. */
    private void complain(String reason) {
        if (!trouble.equals(Optional.of(reason))) {
            trouble = Optional.of(reason);
            LOGGER.log(Level.ERROR, reason);
        }
    }

    private void remove(Path jar) {
        taken.remove(jar);
        Bundle bundle = deployed.remove(jar);
        if (bundle != null) {
            step(jar, "uninstall", () -> {
                if (bundle.getState() != Bundle.UNINSTALLED) {
                    bundle.uninstall();
                }
                log(jar, "uninstalled", bundle);
            });
        }
    }

    private void take(Path jar) {
        Bundle bundle = deployed.get(jar);
        if (bundle == null || bundle.getState() == Bundle.UNINSTALLED) {
            step(jar, "install", () -> install(jar));
        } else {
            step(jar, "update", () -> update(jar, bundle));
        }
    }

    /** Copied: one that is overwritten while it is in use would end in errors of all kinds. */
    private void install(Path jar) throws BundleException {
        try (InputStream content = Files.newInputStream(jar)) {
            Bundle bundle = context.installBundle(jar.toUri().toString(), content);
            if (bundle.getSymbolicName() == null) {
                bundle.uninstall();
                throw new BundleException("it is no bundle: its manifest has no Bundle-SymbolicName");
            }
            deployed.put(jar, bundle);
            fresh.add(bundle);
            bundle.adapt(BundleStartLevel.class).setStartLevel(StartLevel.APPLICATIONS.number());
            log(jar, "installed", bundle);
        } catch (IOException e) {
            throw new BundleException("cannot read it", e);
        }
    }

    private static void update(Path jar, Bundle bundle) throws BundleException {
        try (InputStream content = Files.newInputStream(jar)) {
            if (!Bundles.isFragment(bundle)) {
                // so that it is started with what it needs, along with the others
                bundle.stop(Bundle.STOP_TRANSIENT);
            }
            bundle.update(content);
            log(jar, "updated", bundle);
        } catch (IOException e) {
            throw new BundleException("cannot read it", e);
        }
    }

    /** Whoever used what is no more gets what is there now. */
    private void refresh() throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        bundles.unlessEnding(() -> {
            FrameworkWiring wiring = context.getBundle().adapt(FrameworkWiring.class);
            if (wiring.getRemovalPendingBundles().isEmpty()) {
                refreshed.countDown();
            } else {
                wiring.refreshBundles(null, event -> refreshed.countDown());
            }
        });
        if (!bundles.areEnding() && !refreshed.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
            LOGGER.log(Level.WARNING, "the refresh of bundles takes more than {0} s", REFRESH_SECONDS);
        }
    }

    /** All that are not: what one has lacked may have come with another. What somebody has stopped stays so. */
    private void start() {
        deployed.forEach((jar, bundle) -> step(jar, "start", () -> {
            boolean idle = bundle.getState() == Bundle.INSTALLED || bundle.getState() == Bundle.RESOLVED;
            if (idle && (fresh.remove(bundle) || isMeantToRun(bundle)) && !Bundles.isFragment(bundle)) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
                log(jar, "started", bundle);
            }
        }));
    }

    private static boolean isMeantToRun(Bundle bundle) {
        return bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
    }

    private void step(Path jar, String what, Bundles.Step step) {
        try {
            bundles.unlessEnding(step).ifPresent(reason -> fail(jar, what, reason));
        } catch (RuntimeException e) {
            // of the framework, which does not tell all that may be wrong with a jar
            fail(jar, what, LaunchException.reason(e));
        }
    }

    private static void fail(Path jar, String what, String reason) {
        LOGGER.log(Level.ERROR, "cannot {0} {1}: {2}", what, jar.getFileName(), reason);
    }

    private static void log(Path jar, String what, Bundle bundle) {
        LOGGER.log(
                Level.INFO, "{0}: {1} {2} {3}", jar.getFileName(), what, bundle.getSymbolicName(), bundle.getVersion());
    }
}
