package net.vdestack.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The stacks of this JVM, by name.
 *
 * <p>In OSGi this is a service; in plain Java it is what {@link NetworkStacks#registry()} returns. Thread safe.
 */
@ProviderType
public interface StackRegistry {
    /**
     * Creates a stack. Blocks until its links are up and configured and its commands have succeeded.
     *
     * @throws IllegalArgumentException if the specification cannot be met by any machine; the message names the value
     * @throws IllegalStateException if a stack of that name exists or is being created
     * @throws IOException if the kernel, a network or a command refuses; the name is free again and nothing is left
     */
    NetworkStack create(StackSpec spec) throws IOException;

    /** The stack of that name, or empty when none is up. A stack being created is not found yet. */
    Optional<NetworkStack> find(String name);

    /** A snapshot of all stacks, sorted by name. */
    List<NetworkStack> stacks();

    /**
     * Closes a stack and forgets it. Returns when the kernel has let go, within 5 seconds.
     *
     * @return false if there is no such stack
     */
    boolean delete(String name);

    /**
     * Tells a listener of life-cycle changes until the returned handle is closed.
     *
     * @return the subscription; closing it twice does no harm
     */
    AutoCloseable addListener(StackListener listener);
}
