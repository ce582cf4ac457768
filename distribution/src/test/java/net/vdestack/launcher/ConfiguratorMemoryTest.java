package net.vdestack.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

class ConfiguratorMemoryTest {
    @TempDir
    private Path data;

    private ConfiguratorMemory memory;

    @BeforeEach
    void create() {
        memory = new ConfiguratorMemory(data.resolve("configurator.ser"));
    }

    private Path storage(String bundle) throws Exception {
        return Files.createDirectories(data.resolve("cache").resolve(bundle)).resolve("state.ser");
    }

    private static Bundle bundle(String name, Path state) {
        return (Bundle) Proxy.newProxyInstance(
                Bundle.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (self, method, words) -> switch (method.getName()) {
                    case "getSymbolicName" -> name;
                    case "getDataFile" ->
                        state.resolveSibling((String) words[0]).toFile();
                    default -> throw new AssertionError(method);
                });
    }

    private static Bundle configurator(Path state) {
        return bundle("org.apache.felix.configurator", state);
    }

    @Test
    void passesFromOneStorageToTheNext() throws Exception {
        Path first = storage("bundle7");
        memory.bringOut();
        memory.giveTo(configurator(first));
        assertThat(first).doesNotExist();
        Files.writeString(first, "remembered");

        memory.bringOut();
        Files.delete(first);
        Path second = storage("bundle8");
        memory.giveTo(configurator(second));

        assertThat(second).hasContent("remembered");
        Files.writeString(second, "and more");
        assertThat(memory.file()).hasContent("and more");
    }

    @Test
    void isNothingBeforeItIsWritten() throws Exception {
        Path first = storage("bundle7");
        memory.giveTo(configurator(first));

        memory.bringOut();

        assertThat(memory.file()).doesNotExist();
        assertThat(Files.isSymbolicLink(memory.file())).isFalse();
    }

    @Test
    void survivesAStartThatFailed() throws Exception {
        Path state = storage("bundle7");
        memory.giveTo(configurator(state));
        Files.writeString(state, "remembered");

        memory.bringOut();
        Files.delete(state);
        memory.bringOut();

        assertThat(memory.file()).hasContent("remembered");
    }

    @Test
    void isOfNoOtherBundle() throws Exception {
        Path state = storage("bundle7");

        memory.giveTo(bundle("com.example.app", state));

        assertThat(Files.isSymbolicLink(memory.file())).isFalse();
    }
}
