package net.vdestack.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LaunchExceptionTest {
    @Test
    void givesTheReasonOfTheInnermostCause() {
        Throwable failure = new IllegalStateException(
                "Activator start error in bundle x [5].", new IOException("no space left on device"));

        assertThat(LaunchException.reason(failure)).isEqualTo("no space left on device");
    }

    @Test
    void namesTheExceptionWhereItsMessageSaysLittle() {
        assertThat(LaunchException.reason(new NoClassDefFoundError("com/example/Thing")))
                .isEqualTo("NoClassDefFoundError: com/example/Thing");
    }

    @Test
    void passesOverACauseWithoutWords() {
        assertThat(LaunchException.reason(new IOException("cannot read it", new IllegalStateException())))
                .isEqualTo("cannot read it");
        assertThat(LaunchException.reason(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
    }
}
