package net.vdestack.linux.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import org.junit.jupiter.api.Test;

class LinuxStacksTest {
    private static StackListener listener(Runnable task) {
        return new StackListener() {
            @Override
            public void stackChanged(String stack, StackState state) {
                task.run();
            }
        };
    }

    @Test
    void aListenerWhoseClassesAreGoneDisturbsNobody() {
        List<String> heard = new ArrayList<>();
        StackSpec nowhere = StackSpec.builder()
                .name("blue")
                .netns(Path.of("/nonexistent/blue"))
                .build();
        try (LinuxStacks stacks = new LinuxStacks(new FakeForwarders())) {
            stacks.addListener(listener(() -> {
                throw new NoClassDefFoundError("of a bundle that was refreshed");
            }));
            stacks.addListener(listener(() -> heard.add("changed")));

            assertThatExceptionOfType(IOException.class).isThrownBy(() -> stacks.create(nowhere));

            assertThat(heard).isNotEmpty();
        }
    }
}
