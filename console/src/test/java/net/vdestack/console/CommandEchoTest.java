package net.vdestack.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import net.vdestack.api.CommandListener.Stream;
import org.junit.jupiter.api.Test;

class CommandEchoTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** As Gogo makes them where the locale is POSIX. */
    private static PrintStream ascii(OutputStream target) {
        return new PrintStream(target, true, StandardCharsets.US_ASCII);
    }

    private CommandEcho echo() {
        return new CommandEcho(ascii(out), ascii(err));
    }

    @Test
    void passesOnEachStreamAsUtf8() throws Exception {
        CommandEcho echo = echo();

        echo.output(0, Stream.STDOUT, "grün\n");
        echo.output(1, Stream.STDERR, "größer\n");

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("grün\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("größer\n");
    }

    @Test
    void endsALineThatIsOpen() throws Exception {
        CommandEcho echo = echo();
        echo.endLine();
        echo.output(0, Stream.STDOUT, "whole\n");
        echo.endLine();
        echo.output(0, Stream.STDERR, "open");

        echo.endLine();

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("open" + System.lineSeparator());
    }

    @Test
    void endsTheRunWhenNobodyReads() {
        PrintStream broken = ascii(new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("pipe closed");
            }
        });

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new CommandEcho(broken, broken).output(0, Stream.STDOUT, "text"))
                .withMessageContaining("nobody reads");
    }
}
