package net.vdestack.api;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.osgi.framework.BundleReference;

class NetworkStacksTest {
    @TempDir
    private Path directory;

    /** Repeated, since what happens once only is not the same the second time. */
    @RepeatedTest(2)
    void saysWhatIsMissingWhenThereIsNoImplementation() {
        assertThatIllegalStateException()
                .isThrownBy(() -> NetworkStacks.open("lan://demo"))
                .withMessageContaining("vdestack-linux")
                .withMessageContaining("vdestack-forwarder");
        assertThatIllegalStateException()
                .isThrownBy(NetworkStacks::registry)
                .withMessageContaining("vdestack-linux")
                .withMessageContaining("vdestack-forwarder");
    }

    @Test
    void saysEachTimeWhyTheImplementationCannotBeUsed() {
        ClassLoader loader = new ApiLoader(provider(BrokenRegistry.class));

        for (int call = 1; call <= 2; call++) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .as("call %d", call)
                    .isThrownBy(open(loader, "lan://demo"))
                    .withMessageContaining("no such kernel");
        }
    }

    @Test
    void opensOneLinkWithTheImplementationFound() {
        ClassLoader loader = new ApiLoader(provider(EchoRegistry.class));

        assertThatThrownBy(open(loader, "lan://demo"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("links=[LinkSpec[name=vde0, network=lan://demo, mac=Optional.empty, mtu=0]]");
    }

    @ParameterizedTest
    @NullAndEmptySource
    void opensLoopbackAloneWithoutANetwork(String network) {
        ClassLoader loader = new ApiLoader(provider(EchoRegistry.class));

        assertThatThrownBy(open(loader, network))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("links=[]");
    }

    @Test
    void pointsToTheServiceInsideAnOsgiFramework() {
        List<ClassLoader> loaders = List.of(
                new BundleLoader(provider(EchoRegistry.class)), new DerivedBundleLoader(provider(EchoRegistry.class)));

        for (ClassLoader loader : loaders) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .as("%s", loader)
                    .isThrownBy(open(loader, "lan://demo"))
                    .withMessageContaining("net.vdestack.api.StackRegistry");
        }
    }

    /** {@link NetworkStacks#open(String)} of the API as that loader has it. */
    private static ThrowingCallable open(ClassLoader loader, String network) {
        return () -> {
            try {
                loader.loadClass(NetworkStacks.class.getName())
                        .getMethod("open", String.class)
                        .invoke(null, network);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
    }

    private Path provider(Class<? extends StackRegistry> type) {
        try {
            return Files.writeString(directory.resolve(type.getName()), type.getName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Defines the API anew, as if it were on a class path of its own with one implementation. */
    private static class ApiLoader extends ClassLoader {
        private final Path provider;

        ApiLoader(Path provider) {
            // not the platform's loader, which finds the classes of all named modules
            super(null);
            this.provider = provider;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try (InputStream file = NetworkStacks.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        @Override
        protected Enumeration<URL> findResources(String name) throws IOException {
            return name.equals("META-INF/services/" + StackRegistry.class.getName())
                    ? Collections.enumeration(List.of(provider.toUri().toURL()))
                    : Collections.emptyEnumeration();
        }
    }

    /** As the loaders of bundles are in Felix and Equinox. */
    private static class BundleLoader extends ApiLoader implements BundleReference {
        BundleLoader(Path provider) {
            super(provider);
        }
    }

    private static final class DerivedBundleLoader extends BundleLoader {
        DerivedBundleLoader(Path provider) {
            super(provider);
        }
    }

    /** Creates nothing: says what it was asked for. */
    public static class EchoRegistry implements StackRegistry {
        @Override
        public NetworkStack create(StackSpec spec) throws IOException {
            throw new IOException(spec.toString());
        }

        @Override
        public NetworkStack update(StackSpec spec) throws IOException {
            throw new IOException(spec.toString());
        }

        @Override
        public Optional<NetworkStack> find(String name) {
            return Optional.empty();
        }

        @Override
        public List<NetworkStack> stacks() {
            return List.of();
        }

        @Override
        public boolean delete(String name) {
            return false;
        }

        @Override
        public AutoCloseable addListener(StackListener listener) {
            return () -> {};
        }
    }

    /** An implementation that cannot work here. */
    public static final class BrokenRegistry extends EchoRegistry {
        public BrokenRegistry() {
            throw new UnsupportedOperationException("no such kernel");
        }
    }
}
