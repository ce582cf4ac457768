package net.vdestack.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds out whether this JVM can run stacks on this machine, and what would help if not. In OSGi a service; in plain
 * Java {@link NetworkStacks#preflight()}.
 */
@ProviderType
public interface Preflight {
    /**
     * Looks, and tries what cannot be seen: it makes a network namespace with an interface in it, and lets go of both.
     * Nothing on the machine changes. Takes some milliseconds; one caller at a time.
     */
    List<Check> checks();

    /** What came of a check. */
    enum Status {
        /** As it should be. */
        PASS,
        /** Stacks run, but something about them does not work, or not well. */
        WARN,
        /** No stack can be made, or none with a link. */
        FAIL
    }

    /**
     * One check.
     *
     * @param name what was looked at, such as {@code tun}; the same on every machine
     * @param detail what was found
     * @param remedy what would help; empty where nothing is amiss
     */
    record Check(String name, Status status, String detail, Optional<String> remedy) {
        public Check {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(detail, "detail");
            Objects.requireNonNull(remedy, "remedy");
        }
    }
}
