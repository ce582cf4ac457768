package net.vdestack.rest.resource;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import net.vdestack.rest.access.Caller;

/** Of a request that the gate has let in. */
record Asking(Caller caller) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
        return caller;
    }

    @Override
    public boolean isUserInRole(String any) {
        return false;
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public String getAuthenticationScheme() {
        return null;
    }
}
