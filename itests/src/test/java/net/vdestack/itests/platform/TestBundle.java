package net.vdestack.itests.platform;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;

/** Makes bundles of the tests' own classes, with the tool that makes those of the build. */
final class TestBundle {
    private TestBundle() {}

    static Path of(String name, String packages, Path directory) throws Exception {
        return build(
                directory,
                name,
                packages.isEmpty() ? Map.of("-resourceonly", "true") : Map.of("Private-Package", packages));
    }

    static Path laterVersion(Path bundle, Path directory) throws Exception {
        Path file = directory.resolve("later-" + bundle.getFileName());
        try (Jar jar = new Jar(bundle.toFile())) {
            jar.getManifest().getMainAttributes().putValue("Bundle-Version", "99.0.0");
            jar.write(file.toFile());
        }
        return file;
    }

    /** Not a bundle: what {@code -javaagent} takes. */
    static Path lifeline(Path directory) throws Exception {
        String file = Lifeline.class.getName().replace('.', '/') + ".class";
        return build(
                directory,
                "lifeline",
                Map.of(
                        "-includeresource",
                        file + "=" + classes().resolve(file),
                        "Premain-Class",
                        Lifeline.class.getName()));
    }

    /** Without imports for those classes that only the outside uses. */
    static Path agent(Path directory) throws Exception {
        return build(
                directory,
                "net.vdestack.itests.agent",
                Map.of(
                        "Bundle-Activator", Agent.class.getName(),
                        "Export-Package", Agent.class.getPackageName(),
                        "Import-Package", "org.osgi.framework.*"));
    }

    /** The tests themselves. What they use is looked for when they use it, since some tests take it away. */
    static Path probe(Path directory) throws Exception {
        return build(
                directory,
                Agent.PROBE,
                Map.of(
                        "Private-Package", "net.vdestack.itests,net.vdestack.itests.osgi",
                        "Import-Package", Agent.class.getPackageName(),
                        "DynamicImport-Package", "*"));
    }

    private static Path build(Path directory, String name, Map<String, String> properties) throws Exception {
        Path file = directory.resolve(name + ".jar");
        try (Builder builder = new Builder()) {
            builder.setClasspath(new File[] {classes().toFile()});
            builder.setBundleSymbolicName(name);
            properties.forEach(builder::setProperty);
            try (Jar jar = builder.build()) {
                if (!builder.isOk()) {
                    throw new IllegalStateException(name + ": " + builder.getErrors() + builder.getWarnings());
                }
                jar.write(file.toFile());
            }
        }
        return file;
    }

    static String symbolicName(Path bundle) throws Exception {
        try (Jar jar = new Jar(bundle.toFile())) {
            return jar.getBsn();
        }
    }

    /** Where a class comes from. */
    static Path jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static Path classes() throws URISyntaxException {
        return jarOf(TestBundle.class);
    }
}
