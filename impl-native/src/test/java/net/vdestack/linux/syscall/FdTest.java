package net.vdestack.linux.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import net.vdestack.api.SyscallException;
import org.junit.jupiter.api.Test;

class FdTest {
    private static boolean isOpen(int number) {
        return Files.exists(Path.of("/proc/self/fd/" + number), LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void closesItsDescriptorOnce() throws Exception {
        Fd fd = Syscalls.open("/dev/null", Syscalls.O_RDWR);
        int number = fd.number();
        assertThat(isOpen(number)).isTrue();
        assertThat(fd).hasToString("fd " + number);

        fd.close();
        try (Fd reused = Syscalls.open("/dev/zero", Syscalls.O_RDONLY)) {
            fd.close();

            assertThat(isOpen(reused.number())).isTrue();
        }
        assertThat(fd).hasToString("fd closed");
    }

    @Test
    void refusesItsNumberOnceClosed() throws Exception {
        Fd fd = Syscalls.open("/dev/null", Syscalls.O_RDONLY);
        fd.close();

        assertThatIllegalStateException().isThrownBy(fd::number).withMessage("descriptor is closed");
        assertThatIllegalStateException().isThrownBy(fd::release);
    }

    @Test
    void leavesAReleasedDescriptorToTheCaller() throws Exception {
        Fd fd = Syscalls.open("/dev/null", Syscalls.O_RDONLY);

        int number = fd.release();
        fd.close();

        try (Fd taken = Fd.adopt(number)) {
            assertThat(isOpen(taken.number())).isTrue();
        }
        assertThatIllegalStateException().isThrownBy(fd::number);
    }

    @Test
    void ownsNoErrorNumber() {
        assertThatIllegalArgumentException().isThrownBy(() -> Fd.adopt(-9)).withMessageContaining("-9");
    }

    @Test
    void saysWhyAFileCannotBeOpened() {
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> Syscalls.open("/nonexistent/ü", Syscalls.O_RDONLY))
                .withMessage("open(/nonexistent/ü): ENOENT (No such file or directory)");
    }
}
