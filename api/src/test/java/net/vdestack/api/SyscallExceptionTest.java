package net.vdestack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class SyscallExceptionTest {
    private final SyscallException exception =
            new SyscallException("bind(10.0.0.1:80)", 98, "EADDRINUSE", "Address already in use");

    @Test
    void namesCallErrorAndDescription() {
        assertThat(exception)
                .isInstanceOf(IOException.class)
                .hasMessage("bind(10.0.0.1:80): EADDRINUSE (Address already in use)");
        assertThat(exception.call()).isEqualTo("bind(10.0.0.1:80)");
        assertThat(exception.errno()).isEqualTo(98);
        assertThat(exception.errnoName()).isEqualTo("EADDRINUSE");
    }

    @Test
    void survivesSerialization() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(exception);

        SyscallException copy =
                (SyscallException) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(copy).hasMessage(exception.getMessage());
        assertThat(copy.errno()).isEqualTo(98);
    }
}
