package net.vdestack.forwarder.stream;

import static org.assertj.core.api.Assertions.assertThat;

import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

class LastWordsTest {
    @Test
    @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    void whoNeverStopsTalkingHoldsUpNobody() throws Exception {
        Fd endless = Syscalls.open("/dev/zero", Syscalls.O_RDONLY);
        try (LastWords words = new LastWords(endless)) {
            words.read();

            assertThat(words.line()).isNotEmpty();
        }
    }
}
