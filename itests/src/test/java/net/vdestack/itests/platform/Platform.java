package net.vdestack.itests.platform;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.keepCaches;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.CoreOptions.workingDirectory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.spi.DefaultExamSystem;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.Constants;

/**
 * The bundles of the distribution in a JVM of their own, which shares this JVM's network namespace: started by Pax Exam
 * as the launcher starts them, without the demo, with {@code conf/} and {@code data/} of its own.
 */
public final class Platform implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 60;
    private static final int LIBRARIES = 1;
    private static final int OURS = 2;
    private static final int TESTS = 3;

    private final Path home;
    private final List<Path> bundles;
    private TestContainer container;
    private ProcessHandle process;
    private Socket line;

    /** One that has not been started, with nothing in it. */
    public Platform() throws Exception {
        home = Files.createTempDirectory(
                Files.createDirectories(Path.of("target/platform").toAbsolutePath()), "");
        Files.createDirectories(home.resolve("conf"));
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("vdestack.distribution"), "bundle"))) {
            bundles = files.sorted().toList();
        }
    }

    /** Where it has {@code conf/} and {@code data/}. */
    public Path home() {
        return home;
    }

    /** Starts the framework and all bundles. */
    public Platform start() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listening.setSoTimeout((int) TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
            List<ProcessHandle> others = ProcessHandle.current().children().toList();
            try {
                container = PaxExamRuntime.createContainer(DefaultExamSystem.create(options(listening.getLocalPort())));
                container.start();
            } finally {
                process = ProcessHandle.current()
                        .children()
                        .filter(child -> !others.contains(child))
                        .findFirst()
                        .orElse(null);
            }
            line = listening.accept();
            line.setSoTimeout((int) TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
        }
        return this;
    }

    private Option[] options(int port) throws Exception {
        List<Option> options = new ArrayList<>();
        options.add(workingDirectory(home.resolve("exam").toString()));
        options.add(keepCaches());
        options.add(vmOption("-javaagent:" + TestBundle.lifeline(home)));
        options.add(vmOption("--enable-native-access=ALL-UNNAMED"));
        options.add(vmOption("-Djna.tmpdir=" + home.resolve("data/jna")));
        options.add(frameworkProperty(Constants.FRAMEWORK_STORAGE).value(home.resolve("data/cache")));
        options.add(frameworkProperty("felix.cm.dir").value(home.resolve("data/config")));
        options.add(frameworkProperty("vdestack.conf").value(home.resolve("conf")));
        options.add(frameworkProperty("vdestack.data").value(home.resolve("data")));
        options.add(frameworkProperty("vdestack.demo").value(false));
        options.add(frameworkProperty(Agent.PORT).value(port));
        options.add(frameworkStartLevel(TESTS));
        for (Path file : bundles) {
            options.add(installed(file, file.getFileName().toString().startsWith("vdestack-") ? OURS : LIBRARIES));
        }
        options.add(installed(TestBundle.jarOf(ByteBuddy.class), LIBRARIES));
        options.add(installed(TestBundle.jarOf(Assertions.class), LIBRARIES));
        options.add(installed(TestBundle.agent(home), TESTS));
        options.add(installed(TestBundle.probe(home), TESTS));
        return options.toArray(Option[]::new);
    }

    private static Option installed(Path jar, int startLevel) {
        return bundle(jar.toUri().toString()).startLevel(startLevel).start();
    }

    /** Runs a story inside. What it throws is thrown here. */
    public void run(Task.Story story) throws Exception {
        call(story);
    }

    /** The same with a result. */
    public <T> T call(Task<T> task) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(task);
        }
        DataOutputStream out = new DataOutputStream(line.getOutputStream());
        out.writeInt(bytes.size());
        bytes.writeTo(out);
        DataInputStream in = new DataInputStream(line.getInputStream());
        byte[] answer = in.readNBytes(in.readInt());
        Outcome outcome = (Outcome) new ObjectInputStream(new ByteArrayInputStream(answer)).readObject();
        if (outcome.failure() instanceof Error error) {
            throw error;
        }
        if (outcome.failure() instanceof Exception exception) {
            throw exception;
        }
        @SuppressWarnings("unchecked") // it is what the task returned
        T value = (T) outcome.value();
        return value;
    }

    /** Refreshes a bundle and all that is wired to it, the tests' own too if need be. */
    public void refresh(String bundle) throws Exception {
        run(Inside.refreshing(bundle));
    }

    /** The file of one of the distribution's bundles, as a URL. */
    public String bundleUrl(String artifact) {
        return bundleFile(artifact).toUri().toString();
    }

    private Path bundleFile(String artifact) {
        return bundles.stream()
                .filter(file -> file.getFileName().toString().startsWith(artifact + "-"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + artifact + " among " + bundles));
    }

    /** The same bundle as a later version. */
    public String laterVersionUrl(String artifact) throws Exception {
        return TestBundle.laterVersion(bundleFile(artifact), home).toUri().toString();
    }

    /** A bundle of these packages of the tests, with the imports and the components that bnd finds there. */
    public String bundleOf(String name, String... packages) throws Exception {
        return TestBundle.of(name, String.join(",", packages), home).toUri().toString();
    }

    /** Stops the framework and its JVM, and starts another one on the same data. */
    public void restart() throws Exception {
        stop();
        start();
    }

    /** Stops the framework and its JVM, which must come to its end by itself. */
    public void stop() throws InterruptedException, ExecutionException, TimeoutException {
        container.stop();
        process.onExit().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        process = null;
    }

    /** Stops it, if it runs, and deletes all it had. */
    @Override
    public void close() throws IOException {
        try {
            if (process != null) {
                stop();
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the platform does not stop", e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
