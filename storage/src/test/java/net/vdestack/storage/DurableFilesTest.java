package net.vdestack.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.cm.file.FilePersistenceManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.FrameworkUtil;

class DurableFilesTest {
    private static final String PID = "net.vdestack.stack~blue";

    @TempDir
    private Path directory;

    private DurableFiles files;

    @BeforeEach
    void open() throws IOException {
        files = new DurableFiles(directory);
    }

    private static Dictionary<String, Object> of(String pid, Object value) {
        return FrameworkUtil.asDictionary(Map.of("service.pid", pid, "value", value));
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(Files::isRegularFile).toList();
        }
    }

    /** So that data written before this was there is read, and data of this could be read without it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                PID,
                "plain",
                "a.b c-d_e",
                "sample.fl\u00e4che",
                "net.vdestack.stack~\"*\" ?",
                "a/b\\c:d",
                ".tmp.a",
                "/tmp/a",
                "../tmp/a"
            })
    void readsAndWritesWhatFelixDoes(String pid) throws IOException {
        FilePersistenceManager felix = new FilePersistenceManager(directory.toString());

        files.store(pid, of(pid, new String[] {"one", "\u00fc = \"two\"\n"}));
        assertThat(felix.exists(pid)).isTrue();
        assertThat(felix.load(pid).get("value")).isEqualTo(new String[] {"one", "\u00fc = \"two\"\n"});

        felix.store(pid, of(pid, 7L));
        assertThat(files.exists(pid)).isTrue();
        assertThat(files.load(pid).get("value")).isEqualTo(7L);
        assertThat(((Dictionary<?, ?>) files.getDictionaries().nextElement()).get("value"))
                .isEqualTo(7L);

        files.delete(pid);
        assertThat(felix.exists(pid)).isFalse();
        assertThat(all()).isEmpty();
    }

    @Test
    void replacesAndLeavesNothingElse() throws IOException {
        files.store(PID, of(PID, "old"));
        files.store(PID, of(PID, "new"));

        assertThat(files.load(PID).get("value")).isEqualTo("new");
        assertThat(all()).hasSize(1);
    }

    @Test
    void keepsWhatIsThereIfTheNewCannotBeWritten() throws IOException {
        files.store(PID, of(PID, "old"));

        assertThatThrownBy(() -> files.store(PID, new Unwritable()));

        assertThat(files.load(PID).get("value")).isEqualTo("old");
        assertThat(all()).hasSize(1);
    }

    /** Fails when it is half written. */
    @SuppressWarnings("JdkObsolete") // of the interface
    private static final class Unwritable extends Dictionary<String, Object> {
        private final Dictionary<String, Object> half = of(PID, "half");

        @Override
        public int size() {
            return half.size();
        }

        @Override
        public boolean isEmpty() {
            return half.isEmpty();
        }

        @Override
        public Enumeration<String> keys() {
            return half.keys();
        }

        @Override
        public Enumeration<Object> elements() {
            return half.elements();
        }

        @Override
        public Object get(Object key) {
            if (key.equals("value")) {
                throw new IllegalStateException("the disk is full");
            }
            return half.get(key);
        }

        @Override
        public Object put(String key, Object value) {
            return half.put(key, value);
        }

        @Override
        public Object remove(Object key) {
            return half.remove(key);
        }
    }

    @Test
    void storesAndDeletesForWhoIsInterrupted() throws IOException {
        Thread.currentThread().interrupt();
        files.store(PID, of(PID, "whole"));
        files.delete(PID + "2");
        files.store(PID + "2", of(PID + "2", "more"));
        files.delete(PID + "2");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(files.load(PID).get("value")).isEqualTo("whole");
        assertThat(files.exists(PID + "2")).isFalse();
    }

    @Test
    void removesWhatAKillHasLeft() throws IOException {
        files.store(PID, of(PID, "whole"));
        Files.writeString(directory.resolve("net/vdestack/stack%007eblue.config123.tmp"), "half");

        assertThat(new DurableFiles(directory).load(PID).get("value")).isEqualTo("whole");
        assertThat(all()).hasSize(1);
    }

    @Test
    void deletesWhatIsNotThere() throws IOException {
        files.delete(PID);

        assertThat(files.exists(PID)).isFalse();
    }
}
