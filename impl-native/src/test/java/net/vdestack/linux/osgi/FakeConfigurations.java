package net.vdestack.linux.osgi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A configuration admin that keeps its configurations in memory: as much of one as we use. */
final class FakeConfigurations {
    final Map<String, Map<String, Object>> stored = new TreeMap<>();
    final List<String> writes = new ArrayList<>();
    /** Told the PID of each configuration that was written or deleted. */
    Consumer<String> whenChanged = pid -> {};
    /** Makes the writing fail. */
    boolean full;

    ConfigurationAdmin admin() {
        return Partial.of(ConfigurationAdmin.class, this);
    }

    /** Writes one as another bundle would. */
    void put(String pid, Map<String, Object> properties) throws IOException {
        configuration(pid).update(FrameworkUtil.asDictionary(properties));
    }

    void delete(String pid) throws IOException {
        configuration(pid).delete();
    }

    private Configuration configuration(String pid) {
        return Partial.of(Configuration.class, new FakeConfiguration(pid));
    }

    Configuration getConfiguration(String pid, String location) {
        return configuration(pid);
    }

    Configuration getFactoryConfiguration(String factoryPid, String name, String location) {
        return configuration(factoryPid + "~" + name);
    }

    synchronized Configuration[] listConfigurations(String filter) throws InvalidSyntaxException {
        List<Configuration> found = new ArrayList<>();
        for (String pid : stored.keySet()) {
            Map<String, String> ids = Map.of("service.pid", pid, "service.factoryPid", pid.replaceAll("~.*", ""));
            if (FrameworkUtil.createFilter(filter).matches(ids)) {
                found.add(configuration(pid));
            }
        }
        return found.isEmpty() ? null : found.toArray(Configuration[]::new);
    }

    @SuppressWarnings("UnusedMethod") // called by Partial
    private final class FakeConfiguration {
        private final String pid;

        FakeConfiguration(String pid) {
            this.pid = pid;
        }

        String getPid() {
            return pid;
        }

        long getChangeCount() {
            synchronized (FakeConfigurations.this) {
                return writes.stream().filter(pid::equals).count();
            }
        }

        Dictionary<String, Object> getProperties() {
            synchronized (FakeConfigurations.this) {
                Map<String, Object> properties = stored.get(pid);
                return properties == null ? null : FrameworkUtil.asDictionary(properties);
            }
        }

        void update(Dictionary<String, ?> properties) throws IOException {
            synchronized (FakeConfigurations.this) {
                requireSpace();
                Map<String, Object> copy = new TreeMap<>(FrameworkUtil.asMap(properties));
                copy.put("service.pid", pid);
                stored.put(pid, copy);
                writes.add(pid);
            }
            whenChanged.accept(pid);
        }

        boolean updateIfDifferent(Dictionary<String, ?> properties) throws IOException {
            synchronized (FakeConfigurations.this) {
                Map<String, Object> copy = new TreeMap<>(FrameworkUtil.asMap(properties));
                copy.put("service.pid", pid);
                if (copy.equals(stored.get(pid))) {
                    return false;
                }
            }
            update(properties);
            return true;
        }

        void delete() throws IOException {
            synchronized (FakeConfigurations.this) {
                requireSpace();
                stored.remove(pid);
            }
            whenChanged.accept(pid);
        }

        private void requireSpace() throws IOException {
            if (full) {
                throw new IOException("no space left on device");
            }
        }
    }
}
