package net.vdestack.rest.access;

/**
 * Whether anybody may have this server run commands in stacks, be it an administrator.
 *
 * @param allowed whether
 * @param refusal what those are told who try, if not
 */
public record CommandPolicy(boolean allowed, String refusal) {
    /** The framework property: {@code on}, as without it, or {@code off}. */
    public static final String PROPERTY = "vdestack.commands";

    private static final String ON = "on";

    /**
     * What the property says. What is neither {@code on} nor {@code off} switches off: whoever wrote it did not want
     * what they would get without it.
     *
     * @param property its value; null if it is not set
     */
    public static CommandPolicy of(String property) {
        String value = property == null ? ON : property.strip();
        return new CommandPolicy(
                value.equals(ON),
                "commands are switched off here, by " + PROPERTY + " = " + value + " in conf/config.properties");
    }
}
