package net.vdestack.itests.platform;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.keepCaches;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.CoreOptions.workingDirectory;

import com.example.tcp.TcpProvider;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final int TESTS = 6;

    private final Path home;
    private final List<Path> bundles;
    private TestContainer container;
    private Optional<ProcessHandle> process = Optional.empty();
    private Socket line;

    /** One that has not been started, with the distribution's {@code conf/}. */
    public Platform() throws IOException {
        Path distribution = Path.of(System.getProperty("vdestack.distribution"));
        try (Stream<Path> files = Files.list(distribution.resolve("bundle"))) {
            bundles = files.sorted().toList();
        }
        home = Files.createTempDirectory(
                Files.createDirectories(Path.of("target/platform").toAbsolutePath()), "");
        Files.createDirectory(home.resolve("conf"));
        try (Stream<Path> files = Files.list(distribution.resolve("conf")).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                Files.copy(file, home.resolve("conf").resolve(file.getFileName()));
            }
        }
    }

    /** Where it has {@code conf/} and {@code data/}. */
    public Path home() {
        return home;
    }

    /** Starts the framework and all bundles. If that fails, nothing is left. */
    public Platform start() throws Exception {
        boolean started = false;
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listening.setSoTimeout((int) TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
            fork(options(listening.getLocalPort()));
            line = listening.accept();
            line.setSoTimeout((int) TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
            started = true;
            return this;
        } finally {
            if (!started) {
                kill();
                deleteAll();
            }
        }
    }

    /** Pax Exam keeps the process to itself: it is the child that was not there before. */
    private void fork(Option[] options) throws IOException {
        List<ProcessHandle> others = ProcessHandle.current().children().toList();
        container = PaxExamRuntime.createContainer(DefaultExamSystem.create(options));
        try {
            container.start();
        } finally {
            process = ProcessHandle.current()
                    .children()
                    .filter(child -> !others.contains(child))
                    .findFirst();
        }
    }

    private Option[] options(int port) throws Exception {
        List<Option> options = new ArrayList<>();
        options.add(workingDirectory(home.resolve("exam").toString()));
        options.add(keepCaches());
        options.add(vmOption("-javaagent:" + TestBundle.lifeline(home)));
        vmOptions().forEach(word -> options.add(vmOption(word)));
        frameworkProperties()
                .forEach((key, value) -> options.add(frameworkProperty(key).value(value)));
        options.add(frameworkProperty(Agent.PORT).value(port));
        options.add(frameworkStartLevel(TESTS));
        for (Path file : bundles) {
            options.add(installed(file, startLevel(TestBundle.symbolicName(file))));
        }
        options.add(installed(TestBundle.jarOf(ByteBuddy.class), TESTS));
        options.add(installed(TestBundle.jarOf(Assertions.class), TESTS));
        options.add(installed(TestBundle.agent(home), TESTS));
        options.add(installed(TestBundle.probe(home), TESTS));
        return options.toArray(Option[]::new);
    }

    /** Those of bin/vdestack and of the launcher, and one that makes a start cheaper. */
    private List<String> vmOptions() {
        List<String> words = new ArrayList<>(List.of(
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+PerfDisableSharedMem",
                "-Dhttp.keepAlive=false",
                "-Dorg.ops4j.pax.logging.DefaultServiceLog.level=WARN",
                "-Djna.tmpdir=" + home.resolve("data/jna")));
        if (Runtime.version().feature() >= 24) {
            words.add("--sun-misc-unsafe-memory-access=allow");
        }
        return words;
    }

    /** Those of the launcher. */
    private Map<String, String> frameworkProperties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("vdestack.home", home.toString());
        properties.put("vdestack.conf", home.resolve("conf").toString());
        properties.put("vdestack.data", home.resolve("data").toString());
        properties.put("vdestack.demo", "false");
        properties.put("vdestack.ready", "net.vdestack.stacks");
        properties.put("gosh.args", "--nointeractive");
        properties.put(
                "org.ops4j.pax.logging.StaticLogbackFile",
                home.resolve("conf/logback.xml").toString());
        properties.put(
                "configurator.initial",
                home.resolve("conf/initial.json").toUri().toString());
        properties.put("felix.cm.dir", home.resolve("data/config").toString());
        properties.put("felix.cm.pm", "net.vdestack.storage");
        properties.put(Constants.FRAMEWORK_STORAGE, home.resolve("data/cache").toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        properties.put("org.apache.felix.http.host", "127.0.0.1");
        properties.put("org.osgi.service.http.port", "0");
        return properties;
    }

    /** The launcher's. */
    private static int startLevel(String symbolicName) {
        if (symbolicName.startsWith("org.ops4j.pax.logging.")) {
            return 1;
        }
        if (symbolicName.equals("net.vdestack.storage")) {
            return 2;
        }
        if (symbolicName.startsWith("org.apache.felix.")) {
            return 3;
        }
        if (symbolicName.equals("net.vdestack.demo")) {
            return 5;
        }
        return symbolicName.startsWith("net.vdestack.") ? 4 : 2;
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
        Outcome outcome = (Outcome) new ObjectInputStream(new ByteArrayInputStream(answer(bytes))).readObject();
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

    private byte[] answer(ByteArrayOutputStream task) throws IOException {
        try {
            DataOutputStream out = new DataOutputStream(line.getOutputStream());
            out.writeInt(task.size());
            task.writeTo(out);
            DataInputStream in = new DataInputStream(line.getInputStream());
            return in.readNBytes(in.readInt());
        } catch (IOException e) {
            // an answer that comes late would be taken for the next one's
            kill();
            throw new IOException("no answer from the platform, which was killed", e);
        }
    }

    /** Refreshes a bundle and all that is wired to it, the tests' own too if need be. */
    public void refresh(String bundle) throws Exception {
        run(Inside.refreshing(bundle));
    }

    /** The file of one of the distribution's bundles, or of the examples', as a URL. */
    public String bundleUrl(String artifact) throws Exception {
        return bundleFile(artifact).toUri().toString();
    }

    private Path bundleFile(String artifact) throws Exception {
        return Stream.concat(bundles.stream(), Stream.of(TestBundle.jarOf(TcpProvider.class)))
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
    private void stop() throws InterruptedException, ExecutionException, TimeoutException {
        container.stop();
        process.orElseThrow().onExit().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        process = Optional.empty();
    }

    private void kill() {
        process.ifPresent(ProcessHandle::destroyForcibly);
        process = Optional.empty();
    }

    /** Stops it, if it runs, and deletes all it had. */
    @Override
    public void close() throws IOException {
        try {
            if (process.isPresent()) {
                stop();
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the platform does not stop", e);
        } finally {
            kill();
            deleteAll();
        }
    }

    private void deleteAll() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
