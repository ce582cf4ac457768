package net.vdestack.linux.syscall;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.vdestack.api.SyscallException;
import org.junit.jupiter.api.Test;

class SyscallsTest {
    @Test
    void passesResultsOnAndTurnsErrorsIntoExceptions() throws Exception {
        assertThat(Syscalls.check(0, "call")).isZero();
        assertThat(Syscalls.check(7, "call")).isEqualTo(7);
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> Syscalls.check(-1, "setns(fd 7)"))
                .withMessage("setns(fd 7): EPERM (Operation not permitted)")
                .satisfies(e -> {
                    assertThat(e.call()).isEqualTo("setns(fd 7)");
                    assertThat(e.errno()).isEqualTo(1);
                    assertThat(e.errnoName()).isEqualTo("EPERM");
                });
    }

    @Test
    void namesErrorsThatItDoesNotKnowByTheirNumber() {
        assertThat(Syscalls.exception("frobnicate", 4711)).hasMessage("frobnicate: errno 4711 (see errno(3))");
    }

    @Test
    void tellsErrorsApart() {
        IOException busy = Syscalls.exception("call", 16);

        assertThat(Syscalls.is(busy, Errno.EBUSY)).isTrue();
        assertThat(Syscalls.is(busy, Errno.EEXIST)).isFalse();
        assertThat(Syscalls.is(new IOException("EBUSY"), Errno.EBUSY)).isFalse();
    }

    @Test
    void hasNumbersThatAreAllDifferent() {
        assertThat(Errno.values()).extracting(Errno::number).doesNotHaveDuplicates();
    }

    @Test
    void findsGroupsByName() throws Exception {
        List<String> groups = Files.readAllLines(Path.of("/etc/group"));

        assertThat(groups).isNotEmpty().allSatisfy(line -> {
            String[] fields = line.split(":", -1);
            assertThat(Syscalls.groupId(fields[0])).isEqualTo(Long.parseLong(fields[2]));
        });
        assertThat(Syscalls.groupId("no-such-group")).isEqualTo(-1);
        assertThat(Syscalls.groupId("")).isEqualTo(-1);
    }

    @Test
    void knowsItsOwnGroup() throws Exception {
        String gids = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Gid:"))
                .findFirst()
                .orElseThrow();

        assertThat(Syscalls.effectiveGroupId()).isEqualTo(Integer.parseInt(gids.split("\\s+", -1)[2]));
    }

    @Test
    void readsAndWritesThroughAPipe() throws Exception {
        try (Pipe pipe = Pipe.open();
                NativeMemory memory = NativeMemory.allocate(64)) {
            memory.buffer().put(0, "hello".getBytes(US_ASCII));

            int written = Syscalls.write(pipe.sink().number(), memory.address(), 5);
            int read = Syscalls.read(pipe.source().number(), memory.address() + 32, 32);

            assertThat(written).isEqualTo(5);
            assertThat(read).isEqualTo(5);
            byte[] received = new byte[5];
            memory.buffer().get(32, received);
            assertThat(received).asString(US_ASCII).isEqualTo("hello");
            pipe.sink().close();
            assertThat(Syscalls.read(pipe.source().number(), memory.address(), 1))
                    .isZero();
        }
    }

    @Test
    void returnsErrorsOfReadsAndWritesAsNumbers() throws Exception {
        try (Pipe pipe = Pipe.open();
                NativeMemory memory = NativeMemory.allocate(8)) {
            Syscalls.setNonBlocking(pipe.source().number(), true);
            assertThat(Syscalls.read(pipe.source().number(), memory.address(), 8))
                    .isEqualTo(-Errno.EAGAIN.number());

            assertThat(Syscalls.write(pipe.source().number(), memory.address(), 8))
                    .isEqualTo(-Errno.EBADF.number());
        }
    }

    @Test
    void duplicatesAndReplacesDescriptors() throws Exception {
        try (Fd zero = Syscalls.open("/dev/zero", Syscalls.O_RDONLY);
                Fd other = Syscalls.open("/dev/null", Syscalls.O_RDONLY);
                Fd copy = Fd.adopt(Syscalls.duplicate(zero.number()))) {
            Syscalls.replace(other.number(), copy.number());

            assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + copy.number())))
                    .isEqualTo(Path.of("/dev/null"));
            assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + copy.number())))
                    .as("flags with O_CLOEXEC")
                    .containsPattern("flags:\\s+02\\d{6}");
        }
        assertThat(Syscalls.duplicate(1_000_000)).isEqualTo(-Errno.EBADF.number());
    }

    @Test
    void tellsTheNamespaceOfSocketsAlone() throws Exception {
        try (Fd file = Syscalls.open("/dev/null", Syscalls.O_RDONLY)) {
            assertThat(Syscalls.namespaceOfSocket(file.number())).isEqualTo(-25);
        }
    }

    @Test
    void holdsOnToProcesses() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try (Fd held = Fd.adopt(Syscalls.openProcess(process.pid()))) {
            assertThat(Syscalls.signalProcess(held, 0)).isZero();

            assertThat(Syscalls.signalProcess(held, 9)).isZero();
            process.waitFor();

            assertThat(Syscalls.signalProcess(held, 0)).isEqualTo(-Errno.ESRCH.number());
        } finally {
            process.destroyForcibly();
        }
    }
}
