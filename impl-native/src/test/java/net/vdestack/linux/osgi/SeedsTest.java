package net.vdestack.linux.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedsTest {
    private static final String BLUE = "net.vdestack.stack~blue";
    private static final String RED = "net.vdestack.stack~red";

    @TempDir
    private Path directory;

    private final FakeConfigurations configurations = new FakeConfigurations();

    /** As each start of the framework does. */
    private void sow() {
        new Seeds(configurations.admin(), new StackStore(configurations.admin()), new StackJson()).sow(directory);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private static String stack(String name) {
        return "{\"name\":\"" + name + "\",\"network\":\"lan://a\",\"config\":\"ip=10.0.0.1/24\"}";
    }

    private Object sown() {
        return configurations.stored.get(Seeds.PID).get(Seeds.NAMES);
    }

    @Test
    void becomeConfigurations() throws Exception {
        write("one.json", stack("blue"));
        write("two.json", stack("red"));

        sow();

        assertThat(configurations.stored).containsOnlyKeys(BLUE, RED, Seeds.PID);
        assertThat(configurations.stored.get(BLUE)).containsEntry("network", "lan://a");
        assertThat(sown()).isEqualTo(new String[] {"blue", "red"});
    }

    @Test
    void doNotBringBackWhatWasDeletedAndLeaveAloneWhatWasChanged() throws Exception {
        write("one.json", stack("blue"));
        write("two.json", stack("red"));
        sow();
        configurations.delete(BLUE);
        configurations.put(RED, Map.of("network", "lan://other"));

        sow();

        assertThat(configurations.stored).containsOnlyKeys(RED, Seeds.PID);
        assertThat(configurations.stored.get(RED)).containsEntry("network", "lan://other");
    }

    @Test
    void doNotOverwriteWhatWasThereBeforeAndCountAsSown() throws Exception {
        configurations.put(BLUE, Map.of("network", "lan://mine"));
        write("one.json", stack("blue"));

        sow();
        assertThat(configurations.stored.get(BLUE)).containsEntry("network", "lan://mine");
        configurations.delete(BLUE);
        sow();

        assertThat(configurations.stored).containsOnlyKeys(Seeds.PID);
    }

    @Test
    void thatAreNoGoodAreLeftOutUntilTheyAreMended() throws Exception {
        write("a.json", "{");
        write("b.json", "{\"name\":\"red\",\"netwrok\":\"lan://a\"}");
        write("c.json", "{\"name\":\"red\",\"config\":\"iface=vde7,ip=10.0.0.1\"}");
        Files.write(directory.resolve("d.json"), new byte[] {'{', (byte) 0xff});
        write("e.json", stack("blue"));

        sow();
        assertThat(configurations.stored).containsOnlyKeys(BLUE, Seeds.PID);
        write("b.json", stack("red"));
        sow();

        assertThat(configurations.stored).containsOnlyKeys(BLUE, RED, Seeds.PID);
    }

    @Test
    void ofOneNameGiveOneStack() throws Exception {
        write("a.json", stack("blue"));
        write("b.json", "{\"name\":\"blue\",\"network\":\"lan://second\"}");

        sow();

        assertThat(configurations.stored.get(BLUE)).containsEntry("network", "lan://a");
    }

    @Test
    void areFilesThatEndInJson() throws Exception {
        write("a.json~", stack("blue"));
        write(".b.json", stack("blue"));
        write("c.json.example", stack("blue"));
        write("d.txt", stack("blue"));
        Files.createDirectory(directory.resolve("e"));

        sow();

        assertThat(configurations.stored).isEmpty();
    }

    @Test
    void mayBeAbsent() {
        new Seeds(configurations.admin(), new StackStore(configurations.admin()), new StackJson())
                .sow(directory.resolve("none"));

        assertThat(configurations.stored).isEmpty();
    }

    @Test
    void areSownOnceTheyCanBeStored() throws Exception {
        write("one.json", stack("blue"));
        configurations.full = true;
        sow();
        configurations.full = false;

        sow();

        assertThat(configurations.stored).containsOnlyKeys(BLUE, Seeds.PID);
    }
}
