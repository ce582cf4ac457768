package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** OSGi and JPMS tell the same story of each of our jars. */
class ManifestTest {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    @Test
    void findsEveryBundle() throws IOException {
        assertThat(bundles())
                .extracting(Bundle::symbolicName)
                .containsExactlyInAnyOrder(
                        "net.vdestack.api",
                        "net.vdestack.console",
                        "net.vdestack.demo",
                        "net.vdestack.forwarder",
                        "net.vdestack.linux",
                        "net.vdestack.rest",
                        "net.vdestack.storage");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void exportsTheSamePackagesInBothSystems(Bundle bundle) {
        assertThat(bundle.exportedPackages())
                .isEqualTo(bundle.module().exports().stream()
                        .map(Exports::source)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void hasTheSameNameInBothSystems(Bundle bundle) {
        assertThat(bundle.symbolicName()).isEqualTo(bundle.module().name());
    }

    /** A class path knows the files only, a module path the descriptor only. */
    @ParameterizedTest
    @MethodSource("bundles")
    void providesTheSameServicesToBothPaths(Bundle bundle) {
        assertThat(bundle.module().provides())
                .allSatisfy(provides -> assertThat(bundle.lines("META-INF/services/" + provides.service()))
                        .containsExactlyElementsOf(provides.providers()));
    }

    /** Those on the class path: jars after {@code package}, folders before it. */
    static List<Bundle> bundles() throws IOException {
        return Collections.list(ManifestTest.class.getClassLoader().getResources(MANIFEST)).stream()
                .map(Bundle::read)
                .filter(bundle -> bundle.symbolicName().startsWith("net.vdestack."))
                .toList();
    }

    private record Bundle(URL manifestUrl, Attributes headers) {
        static Bundle read(URL manifestUrl) {
            try (InputStream in = manifestUrl.openStream()) {
                return new Bundle(manifestUrl, new Manifest(in).getMainAttributes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String symbolicName() {
            return String.valueOf(headers.getValue("Bundle-SymbolicName"));
        }

        ModuleDescriptor module() {
            try (InputStream in = entry("module-info.class").openStream()) {
                return ModuleDescriptor.read(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<String> lines(String name) {
            try (InputStream in = entry(name).openStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private URL entry(String name) throws MalformedURLException {
            return new URL(manifestUrl.toString().replace(MANIFEST, name));
        }

        /** Export-Package without its attributes, whose quoted values may hold commas. */
        Set<String> exportedPackages() {
            String header = headers.getValue("Export-Package");
            return header == null
                    ? Set.of()
                    : Arrays.stream(header.replaceAll("\"[^\"]*\"", "").split(",", -1))
                            .map(clause -> clause.replaceAll(";.*", ""))
                            .collect(Collectors.toCollection(TreeSet::new));
        }

        @Override
        public String toString() {
            return symbolicName();
        }
    }
}
