package net.vdestack.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
     * The properties of the framework: ours, then the operator's, then what the command line says.
     *
     * @throws LaunchException if the operator's cannot be read, or what to wait for is no list of conditions
     */
    Map<String, String> frameworkProperties(Options options, DataDirectory data) throws LaunchException {
        Map<String, String> properties = new HashMap<>(paths(data));
        properties.put(READY, options.demo() ? "net.vdestack.stacks,net.vdestack.demo" : "net.vdestack.stacks");
        // Declarative Services then log by names of theirs, which have levels, and not as the root of all loggers.
        properties.put("ds.log.extension", "true");
        properties.put(
                "org.ops4j.pax.logging.StaticLogbackFile",
                conf().resolve("logback.xml").toString());
        Path initial = conf().resolve("initial.json");
        if (Files.exists(initial)) {
            properties.put("configurator.initial", initial.toUri().toString());
        }
        Path config = conf().resolve("config.properties");
        properties.putAll(Settings.read(config, paths(data)));
        requireConditions(config, properties.get(READY));
        properties.putAll(paths(data));
        properties.put("vdestack.demo", String.valueOf(options.demo()));
        properties.put("felix.cm.dir", data.path().resolve("config").toString());
        properties.put("felix.cm.pm", "net.vdestack.storage");
        properties.put("org.osgi.framework.storage", data.path().resolve(CACHE).toString());
        properties.put("org.osgi.framework.startlevel.beginning", String.valueOf(StartLevel.APPLICATIONS.number()));
        properties.put("org.apache.felix.http.host", options.host());
        properties.put("org.osgi.service.http.port", String.valueOf(options.port()));
        return properties;
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
    Map<String, String> systemProperties(DataDirectory data) throws LaunchException {
        Map<String, String> properties = new HashMap<>();
        // What Pax Logging has to say of itself while it has no configuration.
        properties.put("org.ops4j.pax.logging.DefaultServiceLog.level", "WARN");
        // JNA unpacks its library; elsewhere it would choose a directory of the user's.
        properties.put("jna.tmpdir", data.path().resolve("jna").toString());
        properties.putAll(Settings.read(conf().resolve("system.properties"), paths(data)));
        return properties;
    }

    private Map<String, String> paths(DataDirectory data) {
        return Map.of(
                "vdestack.home", home.toString(),
                "vdestack.conf", conf().toString(),
                "vdestack.data", data.path().toString());
    }
}
