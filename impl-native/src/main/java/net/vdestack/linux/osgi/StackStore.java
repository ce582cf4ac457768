package net.vdestack.linux.osgi;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.vdestack.api.StackSpec;
import net.vdestack.linux.stack.StackIdentity;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The stacks that are stored: configurations {@code net.vdestack.stack~NAME}. */
final class StackStore {
    static final String FACTORY_PID = "net.vdestack.stack";

    private static final Logger LOG = System.getLogger(StackStore.class.getName());
    /** Belongs to no bundle: whoever may change configurations may change these. */
    private static final String ANYBODY = "?";

    /**
     * A state of a configuration.
     *
     * @param changes how many it has seen, which begins anew if it is deleted
     */
    record Revision(long changes, Map<String, Object> properties) {}

    private final ConfigurationAdmin admin;

    StackStore(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    static String pid(String name) {
        return FACTORY_PID + "~" + name;
    }

    /** The stack's name, of which the PID of its configuration is made; empty if a tool has made one of its own. */
    static Optional<String> name(String pid) {
        String prefix = pid("");
        return pid.startsWith(prefix) ? Optional.of(pid.substring(prefix.length())) : Optional.empty();
    }

    /** Says what is wrong with a configuration that has no name. */
    static void logUnnamed(String pid) {
        LOG.log(Level.ERROR, "configuration {0} is no stack: call it {1}, by the stack''s name", pid, pid("NAME"));
    }

    /** The names of all. */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        for (Configuration each : list("(service.factoryPid=" + FACTORY_PID + ")")) {
            name(each.getPid()).ifPresentOrElse(names::add, () -> logUnnamed(each.getPid()));
        }
        return names;
    }

    /**
     * What is stored of a stack.
     *
     * @throws IllegalArgumentException if it is not a stack; the message names the configuration, property and value
     */
    Optional<StackSpec> find(String name) throws IOException {
        Optional<Configuration> found = configuration(name);
        try {
            return found.map(each -> StackProperties.read(name, each.getProperties()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("configuration " + pid(name) + ": " + e.getMessage(), e);
        }
    }

    boolean contains(String name) throws IOException {
        return configuration(name).isPresent();
    }

    /** Tells what is stored of a stack from what was before and will be after a change; empty if nothing is. */
    Optional<Revision> revision(String name) throws IOException {
        return configuration(name)
                .map(each ->
                        new Revision(each.getChangeCount(), Map.copyOf(FrameworkUtil.asMap(each.getProperties()))));
    }

    /** What is stored of it that a stack keeps; what is not stored is made anew. */
    StackIdentity identity(String name) throws IOException {
        return configuration(name)
                .map(each -> StackProperties.readIdentity(name, each.getProperties()))
                .orElseGet(StackIdentity::ofNew);
    }

    /** Stores a stack. */
    void put(StackSpec spec, StackIdentity identity) throws IOException {
        Map<String, Object> properties = StackProperties.write(spec);
        properties.putAll(StackProperties.write(identity));
        admin.getFactoryConfiguration(FACTORY_PID, spec.name(), ANYBODY)
                .updateIfDifferent(FrameworkUtil.asDictionary(properties));
    }

    /** Stores what a stack keeps beside what others have stored of it. Does nothing if it is not stored. */
    void keep(String name, StackIdentity identity) throws IOException {
        Optional<Configuration> found = configuration(name);
        if (found.isPresent()) {
            Map<String, Object> properties =
                    StackProperties.withIdentity(found.get().getProperties(), identity);
            if (properties != null) {
                found.get().update(FrameworkUtil.asDictionary(properties));
            }
        }
    }

    /**
     * Stores it no more.
     *
     * @return false if it was not stored
     */
    boolean delete(String name) throws IOException {
        Optional<Configuration> found = configuration(name);
        if (found.isPresent()) {
            found.get().delete();
        }
        return found.isPresent();
    }

    private Optional<Configuration> configuration(String name) throws IOException {
        String value = pid(name).replaceAll("[\\\\*()]", "\\\\$0");
        return list("(service.pid=" + value + ")").stream().findFirst();
    }

    private List<Configuration> list(String filter) throws IOException {
        try {
            Configuration[] found = admin.listConfigurations(filter);
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
