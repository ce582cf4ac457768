package net.vdestack.launcher;

import java.util.List;

/** The order in which bundles start, and in reverse stop: a bundle finds running what it needs, and whom to tell. */
enum StartLevel {
    LOGGING(1, "org.ops4j.pax.logging."),
    /** And whatever else is put beside them. */
    LIBRARIES(2, ""),
    /** Without which there is no Configuration Admin, and others would start before they are configured. */
    STORAGE(2, "net.vdestack.storage"),
    SERVICES(3, "org.apache.felix."),
    VDESTACK(4, "net.vdestack."),
    /** The demo, and what is deployed. */
    APPLICATIONS(5, "net.vdestack.demo");

    private final int number;
    private final String prefix;

    StartLevel(int number, String prefix) {
        this.number = number;
        this.prefix = prefix;
    }

    /** The framework's number for it. */
    int number() {
        return number;
    }

    /** The one with the longest prefix of the name. */
    static StartLevel of(String symbolicName) {
        return List.of(values()).stream()
                .filter(level -> symbolicName.startsWith(level.prefix))
                .reduce(LIBRARIES, (one, other) -> one.prefix.length() > other.prefix.length() ? one : other);
    }
}
