package net.vdestack.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the distribution is unpacked. Nothing is written there.
 *
 * @param home its top
 */
record Installation(Path home) {
    Path conf() {
        return home.resolve("conf");
    }

    Path bundles() {
        return home.resolve("bundle");
    }

    Path defaultData() {
        return home.resolve("data");
    }

    /**
     * The properties of the framework: ours, then the operator's, then what the command line says.
     *
     * @throws LaunchException if the operator's cannot be read
     */
    Map<String, String> frameworkProperties(Options options, DataDirectory data) throws LaunchException {
        Map<String, String> properties = new HashMap<>(paths(data));
        properties.put(
                "vdestack.ready", options.demo() ? "net.vdestack.stacks,net.vdestack.demo" : "net.vdestack.stacks");
        // Declarative Services then log by names of theirs, which have levels, and not as the root of all loggers.
        properties.put("ds.log.extension", "true");
        properties.put(
                "org.ops4j.pax.logging.StaticLogbackFile",
                conf().resolve("logback.xml").toString());
        Path initial = conf().resolve("initial.json");
        if (Files.exists(initial)) {
            properties.put("configurator.initial", initial.toUri().toString());
        }
        properties.putAll(Settings.read(conf().resolve("config.properties"), paths(data)));
        properties.putAll(paths(data));
        properties.put("vdestack.demo", String.valueOf(options.demo()));
        properties.put("felix.cm.dir", data.path().resolve("config").toString());
        properties.put(
                "org.osgi.framework.storage", data.path().resolve("cache").toString());
        // What runs is what lies in bundle/, never what an earlier version has left.
        properties.put("org.osgi.framework.storage.clean", "onFirstInit");
        properties.put("org.osgi.framework.startlevel.beginning", String.valueOf(StartLevel.DEMO.number()));
        properties.put("org.apache.felix.http.host", options.bind().getHostAddress());
        properties.put("org.osgi.service.http.port", String.valueOf(options.port()));
        return properties;
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
