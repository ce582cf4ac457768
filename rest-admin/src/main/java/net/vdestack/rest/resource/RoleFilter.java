package net.vdestack.rest.resource;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.security.Principal;
import net.vdestack.rest.access.Caller;
import net.vdestack.rest.access.Role;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;

/** Refuses who may not. What the gate has let in without a token, which it should not, may nothing. */
final class RoleFilter implements ContainerRequestFilter {
    @Context
    private ResourceInfo called;

    @Override
    public void filter(ContainerRequestContext request) {
        RequiresRole explicit = called.getResourceMethod().getAnnotation(RequiresRole.class);
        Role needed = explicit != null ? explicit.value() : byMethod(request.getMethod());
        require(request.getSecurityContext().getUserPrincipal(), needed, request.getMethod() + " here");
    }

    private static Role byMethod(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS" -> Role.VIEWER;
            default -> Role.OPERATOR;
        };
    }

    /** @param what is to be done, for the message */
    static void require(Principal principal, Role needed, String what) {
        if (!(principal instanceof Caller caller)) {
            throw new ProblemException(Status.FORBIDDEN, what + " takes the role " + needed.key());
        }
        if (!caller.role().includes(needed)) {
            throw ProblemException.lacksRole(what, needed, caller);
        }
    }
}
