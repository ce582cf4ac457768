package net.vdestack.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The stacks of this JVM, by name.
 *
 * <p>In plain Java this is what {@link NetworkStacks#registry()} returns. In OSGi it is a service, of its own for each
 * bundle: a stack from it keeps the account of that bundle's sockets, so its {@link NetworkStack#close()} closes these
 * and no more, and the stack goes on until {@link #delete}. There a stack that is not {@linkplain StackSpec#ephemeral()
 * ephemeral} is stored when it is created and changed, and a restart brings it back.
 *
 * <p>Thread safe.
 */
@ProviderType
public interface StackRegistry {
    /**
     * Creates a stack. Blocks until its links are up and configured and its commands have succeeded.
     *
     * @throws IllegalArgumentException if the specification cannot be met by any machine, or its underlay is not up;
     *     the message names the value, an {@link InvalidSpecException} also its place
     * @throws IllegalStateException if a stack of that name exists or is being created
     * @throws IOException if the kernel, a network or a command refuses; the name is free again and nothing is left
     */
    NetworkStack create(StackSpec spec) throws IOException;

    /**
     * Changes a stack to match a specification, with what did not change left alone: a link that gets another network
     * is {@linkplain NetworkStack#connect swapped}, a link that is new is made, one that is not named any more is
     * removed; another configuration string replaces the one before on all interfaces; commands run if they are not the
     * same as before. A link without an Ethernet address given keeps the one it has. Over another underlay, every link
     * that needs one is plugged in anew, as in a swap. One of the {@linkplain #failures() failures} is tried again.
     *
     * @return the stack of that name, as specified now
     * @throws IllegalArgumentException if the specification cannot be met, asks for another namespace, or for an
     *     underlay that is not up or is carried by the stack itself; the message names the value, an
     *     {@link InvalidSpecException} also its place
     * @throws IllegalStateException if there is no such stack
     * @throws IOException if the kernel, a network or a command refuses; the stack is as it was then, but for what
     *     commands have done
     */
    NetworkStack update(StackSpec spec) throws IOException;

    /** The stack of that name, or empty when none is up. A stack being created is not found yet. */
    Optional<NetworkStack> find(String name);

    /** A snapshot of all stacks, sorted by name. */
    List<NetworkStack> stacks();

    /**
     * The stacks that are configured and could not be started, sorted by name. There are none in plain Java, where a
     * stack that cannot be created is none.
     */
    default List<FailedStack> failures() {
        return List.of();
    }

    /**
     * Closes a stack and forgets it, be it one of the {@linkplain #failures() failures}. Returns when the kernel has
     * let go, within 5 seconds.
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
