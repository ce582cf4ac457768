package net.vdestack.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

@Timeout(60)
class DeployFolderTest {
    @TempDir
    private Path directory;

    private Framework framework;
    private Path folder;
    private DeployFolder deploy;

    @BeforeEach
    void start() throws BundleException {
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        "org.osgi.framework.storage",
                        directory.resolve("cache").toString(),
                        "org.osgi.framework.startlevel.beginning",
                        String.valueOf(StartLevel.APPLICATIONS.number())));
        framework.init();
        Bundles bundles =
                new Bundles(framework.getBundleContext(), new ConfiguratorMemory(directory.resolve("memory")));
        framework.start();
        folder = directory.resolve("deploy");
        deploy = new DeployFolder(folder, framework.getBundleContext(), bundles);
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(0);
    }

    /** A bundle without content, as {@code mv} would put it there. */
    private Path put(String jar, String name, String version, String... headers) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", name);
        attributes.putValue("Bundle-Version", version);
        for (int i = 0; i < headers.length; i += 2) {
            attributes.putValue(headers[i], headers[i + 1]);
        }
        Path made = directory.resolve("made.jar");
        try (OutputStream file = Files.newOutputStream(made)) {
            new JarOutputStream(file, manifest).close();
        }
        Files.createDirectories(folder);
        return Files.move(made, folder.resolve(jar), StandardCopyOption.REPLACE_EXISTING);
    }

    private Optional<Bundle> bundle(String name) {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(each -> name.equals(each.getSymbolicName()))
                .findFirst();
    }

    private void assertRuns(String name, String version) {
        assertThat(bundle(name)).hasValueSatisfying(bundle -> {
            assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
            assertThat(bundle.getVersion()).isEqualTo(new Version(version));
        });
    }

    private void lookTwice() throws InterruptedException {
        deploy.look();
        deploy.look();
    }

    @Test
    void keepsInStepWithTheJars() throws Exception {
        put("a.jar", "net.example.a", "1.0.0");
        put("b.jar", "net.example.b", "1.0.0");
        lookTwice();
        assertRuns("net.example.a", "1.0.0");
        assertRuns("net.example.b", "1.0.0");
        final long number = bundle("net.example.a").orElseThrow().getBundleId();

        put("a.jar", "net.example.a", "2.0.0");
        lookTwice();
        assertRuns("net.example.a", "2.0.0");
        assertThat(bundle("net.example.a").orElseThrow().getBundleId()).isEqualTo(number);

        Files.delete(folder.resolve("a.jar"));
        lookTwice();
        assertThat(bundle("net.example.a")).isEmpty();
        assertRuns("net.example.b", "1.0.0");
    }

    @Test
    void knowsABundleThatIsBackUnderAnotherName() throws Exception {
        Path jar = put("a.jar", "net.example.a", "1.0.0");
        lookTwice();

        Files.move(jar, folder.resolve("renamed.jar"));
        lookTwice();

        assertRuns("net.example.a", "1.0.0");
    }

    @Test
    void waitsUntilAJarIsAtRest() throws Exception {
        Path jar = put("a.jar", "net.example.a", "1.0.0");
        for (int second = 0; second < 3; second++) {
            Files.setLastModifiedTime(jar, FileTime.fromMillis(1000L * second));
            deploy.look();
            assertThat(bundle("net.example.a")).isEmpty();
        }

        deploy.look();

        assertRuns("net.example.a", "1.0.0");
    }

    @Test
    void startsABundleOnceWhatItNeedsIsThere() throws Exception {
        put("a.jar", "net.example.a", "1.0.0", "Import-Package", "net.example.p");
        lookTwice();
        assertThat(bundle("net.example.a")).get().extracting(Bundle::getState).isEqualTo(Bundle.INSTALLED);

        put("b.jar", "net.example.b", "1.0.0", "Export-Package", "net.example.p");
        lookTwice();

        assertRuns("net.example.a", "1.0.0");
    }

    @Test
    void givesUsersOfAnUpdatedBundleTheNewOne() throws Exception {
        put("a.jar", "net.example.a", "1.0.0", "Import-Package", "net.example.p");
        put("b.jar", "net.example.b", "1.0.0", "Export-Package", "net.example.p");
        lookTwice();

        put("b.jar", "net.example.b", "2.0.0", "Export-Package", "net.example.other");
        lookTwice();

        assertThat(bundle("net.example.a")).get().extracting(Bundle::getState).isEqualTo(Bundle.INSTALLED);
        assertRuns("net.example.b", "2.0.0");
    }

    @Test
    void leavesABundleThatSomebodyHasStopped() throws Exception {
        put("a.jar", "net.example.a", "1.0.0");
        lookTwice();
        bundle("net.example.a").orElseThrow().stop();

        put("a.jar", "net.example.a", "2.0.0");
        lookTwice();

        assertThat(bundle("net.example.a")).hasValueSatisfying(bundle -> {
            assertThat(bundle.getState()).isNotEqualTo(Bundle.ACTIVE);
            assertThat(bundle.getVersion()).isEqualTo(new Version("2.0.0"));
        });
    }

    @Test
    void installsAgainWhatSomebodyHasUninstalledOnceItChanges() throws Exception {
        put("a.jar", "net.example.a", "1.0.0");
        lookTwice();
        bundle("net.example.a").orElseThrow().uninstall();
        lookTwice();
        assertThat(bundle("net.example.a")).isEmpty();

        put("a.jar", "net.example.a", "2.0.0");
        lookTwice();

        assertRuns("net.example.a", "2.0.0");
    }

    @Test
    void isNotHarmedByWhatIsNoBundle() throws Exception {
        put("z.jar", "net.example.z", "1.0.0");
        Files.writeString(folder.resolve("text.jar"), "text");
        Files.createDirectory(folder.resolve("folder.jar"));
        Files.writeString(folder.resolve("net.example.cfg"), "a = b");
        try (OutputStream file = Files.newOutputStream(folder.resolve("plain.jar"))) {
            new JarOutputStream(file, new Manifest()).close();
        }
        put("again.jar", "net.example.z", "1.0.0");
        put("syntax.jar", "net.example.y", "1.0.0", "Import-Package", "net.example;version=[");
        lookTwice();
        assertThat(framework.getBundleContext().getBundles()).hasSize(2);
        assertRuns("net.example.z", "1.0.0");

        put("text.jar", "net.example.text", "1.0.0");
        lookTwice();

        assertRuns("net.example.text", "1.0.0");
    }

    @Test
    void isNotHarmedByWhatCannotBeRead() throws Exception {
        put("a.jar", "net.example.a", "1.0.0");
        lookTwice();
        Files.delete(folder.resolve("a.jar"));
        for (String endless : List.of("a.jar", "m.jar")) {
            Files.createSymbolicLink(folder.resolve(endless), Path.of(endless));
        }
        put("z.jar", "net.example.z", "1.0.0");
        lookTwice();

        assertRuns("net.example.a", "1.0.0");
        assertRuns("net.example.z", "1.0.0");
    }

    @Test
    void keepsWhatRunsWhenAnUpdateIsNoBundle() throws Exception {
        put("a.jar", "net.example.a", "1.0.0");
        lookTwice();

        Files.writeString(folder.resolve("a.jar"), "text");
        lookTwice();

        assertRuns("net.example.a", "1.0.0");
    }

    @Test
    void needsNoFolder() throws Exception {
        lookTwice();
        put("a.jar", "net.example.a", "1.0.0");
        lookTwice();
        assertRuns("net.example.a", "1.0.0");
    }

    @Test
    void takesNothingInOnceTheFrameworkEnds() throws Exception {
        put("a.jar", "net.example.a", "1.0.0");
        deploy.look();
        framework.stop();
        framework.waitForStop(0);

        deploy.look();
        // comes to its end by itself
        deploy.run();

        assertThat(directory.resolve("cache").resolve("bundle1")).doesNotExist();
    }
}
