package net.vdestack.linux.osgi;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.vdestack.api.StackSpec;
import net.vdestack.api.configuration.StackDocuments;
import net.vdestack.linux.stack.StackIdentity;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Files that become stacks, once: {@code *.json}, each as a stack is created over REST. The names of those that have
 * been are kept in a configuration, so that a stack deleted or changed since does not come back from its file.
 */
final class Seeds {
    static final String PID = "net.vdestack.seeds";
    static final String NAMES = "names";

    private static final Logger LOG = System.getLogger(Seeds.class.getName());

    private final ConfigurationAdmin admin;
    private final StackStore store;
    private final StackDocuments documents;

    Seeds(ConfigurationAdmin admin, StackStore store, StackDocuments documents) {
        this.admin = admin;
        this.store = store;
        this.documents = documents;
    }

    /**
     * Stores what was not sown before. A file that is no good is logged, and the others are sown.
     *
     * @param directory where they are; may be absent
     */
    void sow(Path directory) {
        try {
            Configuration memory = admin.getConfiguration(PID, "?");
            Set<String> sown = sown(memory);
            Map<String, Path> seen = new TreeMap<>();
            for (Path file : files(directory)) {
                sow(file, sown, seen);
            }
            if (!sown.equals(sown(memory))) {
                memory.update(FrameworkUtil.asDictionary(Map.of(NAMES, sown.toArray(String[]::new))));
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the stacks of " + directory + " are not taken in", e);
        }
    }

    private static Set<String> sown(Configuration memory) {
        Dictionary<String, Object> properties = memory.getProperties();
        Object names = properties == null ? null : properties.get(NAMES);
        return new TreeSet<>(names instanceof String[] list ? List.of(list) : List.of());
    }

    /** In order of their names. Hidden files and what editors leave behind are none of ours. */
    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> isSeed(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isSeed(String fileName) {
        return fileName.endsWith(".json") && !fileName.startsWith(".");
    }

    private void sow(Path file, Set<String> sown, Map<String, Path> seen) {
        try {
            StackSpec spec = documents.read(Files.readString(file));
            Path other = seen.putIfAbsent(spec.name(), file);
            if (other != null) {
                throw new IllegalArgumentException(
                        "/name: '" + spec.name() + "' is the stack of " + other.getFileName() + ", too; rename one");
            }
            if (!sown.contains(spec.name())) {
                if (!store.contains(spec.name())) {
                    store.put(spec, StackIdentity.ofNew());
                }
                sown.add(spec.name());
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(
                    Level.ERROR,
                    "{0} is not taken in: {1}. Mend the file and restart",
                    file,
                    e instanceof IllegalArgumentException ? e.getMessage() : e.toString());
        }
    }
}
