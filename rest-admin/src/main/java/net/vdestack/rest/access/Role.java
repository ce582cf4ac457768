package net.vdestack.rest.access;

import java.util.Arrays;
import java.util.Optional;

/** What a token entitles to. Each role includes those before it. */
public enum Role {
    /** Reads, but no frames. */
    VIEWER,
    /** Creates, changes and deletes stacks. */
    OPERATOR,
    /** Runs commands, captures frames, and names networks that run commands. */
    ADMIN;

    /** Whether who has this role may do what the other one is for. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** As it is written in {@code tokens.json}. */
    public String key() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The role of that name; empty if there is none. */
    public static Optional<Role> of(String key) {
        return Arrays.stream(values()).filter(role -> role.key().equals(key)).findFirst();
    }
}
