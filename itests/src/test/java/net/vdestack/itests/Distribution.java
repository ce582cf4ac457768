package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.osgi.framework.BundleActivator;

/** The platform as it is unpacked from its archive, in a place where every user may read it. */
final class Distribution implements Closeable {
    private final Path home;

    private Distribution(Path home) {
        this.home = home;
    }

    /** Unpacks it. */
    static Distribution unpack() throws IOException {
        Path folder = Files.createTempDirectory("vdestack-it");
        Subprocess.run("chmod", "755", folder.toString());
        Subprocess.run("tar", "-xzf", archive().toString(), "-C", folder.toString(), "--strip-components=1");
        return new Distribution(folder);
    }

    private static Path archive() throws IOException {
        List<Path> archives = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(Path.of("..", "distribution", "target"), "vdestack-*.tar.gz")) {
            found.forEach(archives::add);
        }
        assertThat(archives)
                .as("archives in distribution/target, which 'mvn package' makes")
                .hasSize(1);
        return archives.get(0);
    }

    Path home() {
        return home;
    }

    Path conf(String name) {
        return home.resolve("conf").resolve(name);
    }

    /** Lets in those whose token is the name of their role. */
    void allow(String... roles) throws Exception {
        List<String> tokens = new ArrayList<>();
        for (String role : roles) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(role.getBytes(UTF_8));
            tokens.add("{\"name\":\"" + role + "\",\"role\":\"" + role + "\",\"sha256\":\""
                    + HexFormat.of().formatHex(hash) + "\"}");
        }
        Files.writeString(conf("tokens.json"), tokens.toString());
    }

    /** Adds a bundle that is one class of ours. */
    void addBundle(Class<? extends BundleActivator> activator, String imports) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", activator.getName());
        headers.putValue("Bundle-Activator", activator.getName());
        headers.putValue("Import-Package", imports);
        Path jar = home.resolve("bundle").resolve(activator.getSimpleName() + ".jar");
        String entry = activator.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new JarEntry(entry));
            activator.getClassLoader().getResourceAsStream(entry).transferTo(out);
        }
    }

    /** The words that start it on the JDK of this test; those before are programs that start it. */
    List<String> command(List<String> before, String... options) {
        List<String> words = new ArrayList<>(before);
        words.addAll(List.of(
                "env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                // most of what a start costs is compiled code that no test runs for long enough
                "VDESTACK_JAVA_OPTS=-XX:TieredStopAtLevel=1",
                home + "/bin/vdestack"));
        words.addAll(List.of(options));
        return words;
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
