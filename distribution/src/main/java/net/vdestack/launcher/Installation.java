package net.vdestack.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the distribution is unpacked. Nothing is written there.
 *
 * @param home its top
 */
record Installation(Path home) {
    /** In the data directory: the framework's storage. */
    static final String CACHE = "cache";

    private static final String READY = "vdestack.ready";
    /** Those that may be asked for in a request. */
    private static final String HOSTS = "vdestack.http.hosts";

    private static final Pattern CONDITIONS = Pattern.compile("[A-Za-z0-9._-]*(\\s*,\\s*[A-Za-z0-9._-]*)*\\s*");

    Path conf() {
        return home.resolve("conf");
    }

    Path bundles() {
        return home.resolve("bundle");
    }

    Path deploy() {
        return home.resolve("deploy");
    }

    Path defaultData() {
        return home.resolve("data");
    }

    /**
     * Where the operator keeps the certificate.
     *
     * @param data the data directory, which need not be there
     * @return empty if there is none
     * @throws LaunchException if the operator's properties cannot be read, or name a half of it
     */
    Optional<TlsFiles> tls(Path data) throws LaunchException {
        return TlsFiles.of(Settings.read(config(), paths(data)));
    }

    private Path config() {
        return conf().resolve("config.properties");
    }

    /**
     * The properties of the framework: ours, then the operator's, then what the command line says.
     *
     * @param tls with which HTTP is served, if any
     * @throws LaunchException if the operator's cannot be read, or what to wait for is no list of conditions
     */
    Map<String, String> frameworkProperties(Options options, Path data, Optional<Tls> tls) throws LaunchException {
        Map<String, String> properties = new HashMap<>(paths(data));
        properties.put(READY, options.demo() ? "net.vdestack.stacks,net.vdestack.demo" : "net.vdestack.stacks");
        // Gogo's own shell would take standard input; the console is ours.
        properties.put("gosh.args", "--nointeractive");
        // Declarative Services then log by names of theirs, which have levels, and not as the root of all loggers.
        properties.put("ds.log.extension", "true");
        properties.put(
                "org.ops4j.pax.logging.StaticLogbackFile",
                conf().resolve("logback.xml").toString());
        Path initial = conf().resolve("initial.json");
        if (Files.exists(initial)) {
            properties.put("configurator.initial", initial.toUri().toString());
        }
        properties.putAll(Settings.read(config(), paths(data)));
        requireConditions(config(), properties.get(READY));
        properties.putAll(paths(data));
        properties.put("vdestack.demo", String.valueOf(options.demo()));
        properties.put("felix.cm.dir", data.resolve("config").toString());
        properties.put("felix.cm.pm", "net.vdestack.storage");
        properties.put("org.osgi.framework.storage", data.resolve(CACHE).toString());
        properties.put("org.osgi.framework.startlevel.beginning", String.valueOf(StartLevel.APPLICATIONS.number()));
        putHttp(properties, options, tls);
        return properties;
    }

    private static void putHttp(Map<String, String> properties, Options options, Optional<Tls> tls) {
        String port = String.valueOf(options.port());
        properties.put("org.apache.felix.http.host", options.host());
        List<String> hosts = new ArrayList<>();
        if (!options.bind().isAnyLocalAddress()) {
            hosts.add(options.host());
        }
        if (tls.isPresent()) {
            properties.putAll(tls.get().properties());
            properties.put("org.osgi.service.http.port.secure", port);
            hosts.addAll(tls.get().names());
        } else {
            properties.put("org.osgi.service.http.port", port);
        }
        properties.merge(HOSTS, String.join(",", hosts), (configured, known) -> configured + "," + known);
    }

    /** The component that reads it could only log what is wrong, and the platform would run without its health. */
    private static void requireConditions(Path file, String ids) throws LaunchException {
        if (!CONDITIONS.matcher(ids).matches()) {
            throw LaunchException.failed(file + ": " + READY + " = " + ids + " is no list of condition ids: give ids"
                    + " of letters, digits, '.', '_' and '-', with commas between them");
        }
    }

    /**
     * The operator's system properties, and ours.
     *
     * @throws LaunchException if they cannot be read
     */
    Map<String, String> systemProperties(Path data) throws LaunchException {
        Map<String, String> properties = new HashMap<>();
        // What Pax Logging has to say of itself while it has no configuration.
        properties.put("org.ops4j.pax.logging.DefaultServiceLog.level", "WARN");
        // JNA unpacks its library; elsewhere it would choose a directory of the user's.
        properties.put("jna.tmpdir", data.resolve("jna").toString());
        properties.putAll(Settings.read(conf().resolve("system.properties"), paths(data)));
        return properties;
    }

    private Map<String, String> paths(Path data) {
        return Map.of(
                "vdestack.home", home.toString(),
                "vdestack.conf", conf().toString(),
                "vdestack.data", data.toString());
    }
}
