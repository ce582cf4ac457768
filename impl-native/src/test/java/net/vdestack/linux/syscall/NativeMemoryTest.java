package net.vdestack.linux.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.vdestack.api.SyscallException;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
    @Test
    void isZeroedAndInTheMachinesByteOrder() throws Exception {
        try (NativeMemory memory = NativeMemory.allocate(10_000)) {
            byte[] content = new byte[10_000];
            memory.buffer().get(0, content);

            assertThat(content).containsOnly(0);
            assertThat(memory.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
            assertThat(memory.buffer().capacity()).isEqualTo(10_000);
            assertThat(memory.address()).isNotZero();
        }
    }

    @Test
    void isWhereItsAddressSays() throws Exception {
        try (NativeMemory memory = NativeMemory.allocate(100)) {
            assertThat(NativeMemory.addressOf(memory.buffer())).isEqualTo(memory.address());
            assertThat(NativeMemory.addressOf(memory.buffer().duplicate().position(42)))
                    .isEqualTo(memory.address() + 42);
        }
    }

    @Test
    void countsThePositionOnceInASlice() {
        ByteBuffer whole = ByteBuffer.allocateDirect(64);

        assertThat(NativeMemory.addressOf(whole.position(8).slice().position(4)))
                .isEqualTo(NativeMemory.addressOf(whole.position(0)) + 12);
    }

    @Test
    void hasNoAddressOnTheHeap() {
        assertThatIllegalArgumentException().isThrownBy(() -> NativeMemory.addressOf(ByteBuffer.allocate(8)));
    }

    @Test
    void saysWhyThereIsNone() {
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> NativeMemory.allocate(0))
                .withMessage("mmap(0 bytes): EINVAL (Invalid argument)");
    }

    @Test
    void isGivenBackOnce() throws Exception {
        NativeMemory memory = NativeMemory.allocate(4096);
        memory.close();
        try (NativeMemory next = NativeMemory.allocate(4096)) {
            memory.close();

            next.buffer().putInt(0, 1);
            assertThat(next.buffer().getInt(0)).isOne();
        }
    }

    @Test
    void passesTextsWithAZeroAtTheirEnd() {
        long first = NativeMemory.withString("aü", address -> {
            ByteBuffer text = new Pointer(address).getByteBuffer(0, 4);
            assertThat(text.get(3)).isZero();
            return (long) text.get(0);
        });

        assertThat(first).isEqualTo('a');
    }
}
