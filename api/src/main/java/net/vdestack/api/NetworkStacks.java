package net.vdestack.api;

import java.io.IOException;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * Opens stacks in plain Java: with the jars on the class path or the module path and no OSGi framework.
 *
 * <pre>{@code
 * try (NetworkStack stack = NetworkStacks.open("vxvde://224.1.2.3")) {
 *     stack.configure("eth,ip=10.0.0.1/24");
 *     SocketChannel channel = stack.openSocketChannel();
 *     channel.connect(new InetSocketAddress("10.0.0.2", 80));
 * }
 * }</pre>
 */
public final class NetworkStacks {
    private NetworkStacks() {}

    /**
     * Opens a stack with one link {@code vde0}, plugged into a network and up, and a generated name.
     *
     * @param network the network's locator, such as {@code vxvde://224.1.2.3} or {@code lan://demo}; null or empty for
     *     a stack that has a loopback interface alone
     * @return the stack, up; closing it frees all it holds
     * @throws IllegalArgumentException if the locator is malformed or no installed provider knows its scheme
     * @throws IOException if the kernel or the network refuses; nothing is left behind then
     * @throws IllegalStateException inside an OSGi framework, where stacks come from the {@link StackRegistry} service
     */
    public static NetworkStack open(String network) throws IOException {
        StackSpec.Builder builder = StackSpec.builder();
        if (network != null && !network.isEmpty()) {
            builder.link("vde0", network);
        }
        return open(builder.build());
    }

    /**
     * Opens a stack as specified. Returns when its links are up and configured, and its commands have succeeded.
     *
     * @throws IllegalArgumentException if the specification cannot be met by any machine
     * @throws IllegalStateException if the name is in use, or inside an OSGi framework
     * @throws IOException if the kernel, the network or a command refuses; nothing is left behind then
     */
    public static NetworkStack open(StackSpec spec) throws IOException {
        return registry().create(spec);
    }

    /**
     * The stacks of this JVM.
     *
     * @throws IllegalStateException inside an OSGi framework, or when no implementation is on the class or module path,
     *     or it cannot be used on this machine
     */
    public static StackRegistry registry() {
        requirePlainJava("stacks come", StackRegistry.class);
        return PlainJava.REGISTRY.get();
    }

    /**
     * Tells whether this JVM can run stacks on this machine. Works where {@link #registry} does not.
     *
     * @throws IllegalStateException inside an OSGi framework, or when no implementation is on the class or module path
     */
    public static Preflight preflight() {
        requirePlainJava("checks come", Preflight.class);
        return ServiceLoader.load(Preflight.class, NetworkStacks.class.getClassLoader())
                .findFirst()
                .orElseThrow(PlainJava::missing);
    }

    private static void requirePlainJava(String what, Class<?> service) {
        if (isBundle(NetworkStacks.class.getClassLoader())) {
            throw new IllegalStateException("inside an OSGi framework " + what + " from the service "
                    + service.getName() + ", not from NetworkStacks");
        }
    }

    /** By name, since the framework's classes are not here in plain Java. */
    private static boolean isBundle(ClassLoader loader) {
        for (Class<?> type = loader.getClass(); type != null; type = type.getSuperclass()) {
            for (Class<?> each : type.getInterfaces()) {
                if (each.getName().equals("org.osgi.framework.BundleReference")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Looked for once, at first use: there is one registry in a JVM. */
    private static final class PlainJava {
        static final Supplier<StackRegistry> REGISTRY = find();

        /** Never throws: a class whose initialization failed tells the reason to its first user only. */
        private static Supplier<StackRegistry> find() {
            try {
                Optional<StackRegistry> found = ServiceLoader.load(
                                StackRegistry.class, NetworkStacks.class.getClassLoader())
                        .findFirst();
                return () -> found.orElseThrow(PlainJava::missing);
            } catch (ServiceConfigurationError e) {
                return () -> {
                    throw new IllegalStateException(
                            "the stack implementation cannot be used: " + (e.getCause() == null ? e : e.getCause()), e);
                };
            }
        }

        static IllegalStateException missing() {
            return new IllegalStateException("no stack implementation found: put vdestack-linux and vdestack-forwarder"
                    + " beside vdestack-api on the class path or the module path");
        }
    }
}
