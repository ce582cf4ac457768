package net.vdestack.api;

/** How this JVM comes to make network namespaces. Chosen at start; the API is the same in all three. */
public enum StackMode {
    /** The JVM itself has CAP_SYS_ADMIN and CAP_NET_ADMIN on the machine. */
    PRIVILEGED,
    /** A launcher started the JVM inside a user namespace of its own, where it has these capabilities. */
    WRAPPED,
    /** A plain unprivileged JVM; a helper process owns the user namespace. */
    BROKERED
}
