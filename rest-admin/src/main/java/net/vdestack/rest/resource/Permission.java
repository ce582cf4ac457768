package net.vdestack.rest.resource;

import java.security.Principal;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.StackSpec;
import net.vdestack.rest.access.CommandPolicy;
import net.vdestack.rest.access.Role;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;

/** What takes an administrator though the method does not: whatever runs programs, or reaches into other namespaces. */
final class Permission {
    private Permission() {}

    /** Be it new or what the stack has had before: who may not write it, may not write it back. */
    static void require(Principal principal, StackSpec spec, CommandPolicy policy) {
        if (!spec.commands().isBlank()) {
            if (!policy.allowed()) {
                throw new ProblemException(Status.FORBIDDEN, policy.refusal());
            }
            RoleFilter.require(principal, Role.ADMIN, "a stack with commands");
        }
        requireChange(principal, spec);
        for (LinkSpec link : spec.links()) {
            requireNetwork(principal, link.network());
        }
    }

    /** For a change that leaves the stack where it is, which may be the host's namespace. */
    static void requireChange(Principal principal, StackSpec spec) {
        if (spec.netns().isPresent()) {
            RoleFilter.require(principal, Role.ADMIN, "a stack with netns");
        }
    }

    static void requireNetwork(Principal principal, String network) {
        if (CommandNetworks.include(network)) {
            RoleFilter.require(principal, Role.ADMIN, "a network that runs a command");
        }
    }
}
