package net.vdestack.api.configuration;

import net.vdestack.api.InvalidSpecException;
import net.vdestack.api.StackSpec;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Stack specifications as JSON: what clients of the platform send and read, and what lies in {@code conf/stacks}.
 *
 * <pre>{@code
 * {"name":"blue",
 *  "links":[{"name":"vde0","network":"vxvde://239.1.2.3","mac":"02:00:00:00:00:01","mtu":1500}],
 *  "config":"eth,ip=10.0.0.1/24,gw=10.0.0.254",
 *  "commands":"ip route add 10.9.0.0/16 via 10.0.0.253",
 *  "underlay":"outer",
 *  "netns":"/run/netns/blue",
 *  "labels":{"tenant":"acme"},
 *  "ephemeral":false}
 * }</pre>
 *
 * All but the name may be left out, and so may {@code mac} and {@code mtu} of a link. {@code "network":"…"} instead of
 * links is short for one link {@code vde0}.
 *
 * <p>A service in OSGi. Thread safe.
 */
@ProviderType
public interface StackDocuments {
    /**
     * Reads a specification. What can be known to be wrong without asking the kernel or a network is found here.
     *
     * @throws InvalidSpecException with all mistakes found; the message tells them and their places
     */
    StackSpec read(String json);

    /**
     * The same where the name is known already, as from the path of a request: then it may be left out, but not be
     * another one.
     */
    StackSpec read(String json, String name);

    /** A specification as {@link #read(String)} reads it, without what is not given. Equal ones are the same text. */
    String write(StackSpec spec);
}
