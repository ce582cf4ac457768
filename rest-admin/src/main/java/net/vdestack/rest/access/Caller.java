package net.vdestack.rest.access;

import java.security.Principal;

/**
 * Whoever has shown a valid token.
 *
 * @param name the token's, for the audit log
 * @param role what it entitles to
 */
public record Caller(String name, Role role) implements Principal {
    @Override
    public String getName() {
        return name;
    }
}
