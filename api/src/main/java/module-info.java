/**
 * Private TCP/IP stacks for the JVM: the API for applications, the configuration model, and the SPI for networks.
 *
 * <p>Depends on nothing but the JDK. The implementation is found with {@link java.util.ServiceLoader}.
 */
module net.vdestack.api {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;

    exports net.vdestack.api;
    exports net.vdestack.api.configuration;
    exports net.vdestack.api.forwarding;
    exports net.vdestack.api.forwarding.spi;

    uses net.vdestack.api.Preflight;
    uses net.vdestack.api.StackRegistry;
}
