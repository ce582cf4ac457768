package net.vdestack.forwarder.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.vdestack.forwarder.fixture.UnixSocket;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFilesTest {
    @TempDir
    private Path directory;

    private static int mode(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode") & 07777;
    }

    private static void refuses(Path file) {
        int group = Syscalls.effectiveGroupId();
        assertThatIOException()
                .isThrownBy(() -> SocketFiles.setMode(file, 0777))
                .withMessageContaining(file.toString());
        assertThatIOException()
                .isThrownBy(() -> SocketFiles.setGroup(file, group))
                .withMessageContaining(file.toString());
        assertThatIOException()
                .isThrownBy(() -> SocketFiles.setGroup(file, "" + group))
                .withMessageContaining(file.toString());
    }

    @Test
    void changesSocketsAndDirectories() throws Exception {
        Path file = directory.resolve("s");
        UnixSocket.bound(Sockets.SOCK_DGRAM, file).close();

        SocketFiles.setGroup(file, Syscalls.effectiveGroupId());
        SocketFiles.setMode(file, 0640);
        SocketFiles.setGroup(directory, "" + Syscalls.effectiveGroupId());
        SocketFiles.setMode(directory, 02750);

        assertThat(mode(file)).isEqualTo(0640);
        assertThat(mode(directory)).isEqualTo(02750);
    }

    @Test
    void changesNothingByALink() throws Exception {
        Path file = directory.resolve("s");
        UnixSocket.bound(Sockets.SOCK_DGRAM, file).close();
        SocketFiles.setMode(file, 0600);
        Path link = directory.resolve("l");

        Files.createSymbolicLink(link, file);
        refuses(link);
        Files.delete(link);
        Files.createLink(link, file);
        refuses(link);

        assertThat(mode(file)).isEqualTo(0600);
    }

    @Test
    void changesNothingThatIsNoSocket() throws Exception {
        Path file = Files.createFile(directory.resolve("f"));
        int before = mode(file);

        refuses(file);

        assertThat(mode(file)).isEqualTo(before);
    }
}
