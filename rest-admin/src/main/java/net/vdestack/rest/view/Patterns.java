package net.vdestack.rest.view;

/** What texts look like, for the description of the API. What they mean is checked where they are read. */
public final class Patterns {
    /** A stack's name. */
    public static final String STACK = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$";
    /** A link's name. */
    public static final String LINK = "^[^\\s/:%,]{1,15}$";
    /** A network's locator. */
    public static final String NETWORK = "^(=|[a-z][a-z0-9+.-]*://).*$";
    /** A configuration string. */
    public static final String CONFIG = "^((iface|eth|mac|ip|gw)(=[^,\\s]+)?(,(iface|eth|mac|ip|gw)(=[^,\\s]+)?)*)?$";
    /** Commands with {@code ;} between. */
    public static final String COMMANDS = "^[^\\x00]*$";
    /** A time between two events. */
    public static final String INTERVAL = "^[0-9]{1,9}m?s$";

    private Patterns() {}
}
