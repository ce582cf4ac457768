package net.vdestack.forwarder.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    }

    @Test
    void sumsTheExampleOfRfc1071() {
        ByteBuffer memory = direct(HexFormat.of().parseHex("0001f203f4f5f6f7"));

        assertThat(Checksum.sum(memory, 0, 8)).isEqualTo(0xddf2);
        assertThat(Checksum.of(0xddf2)).isEqualTo(0x220d);
    }

    @Test
    void sumsAnyLengthFromAnyPlace() {
        byte[] bytes = SamplePacket.random(300, 1);
        ByteBuffer memory = direct(bytes);

        for (int from = 0; from <= 17; from++) {
            for (int to = from; to <= bytes.length; to++) {
                int sum = Checksum.sum(memory, from, to - from);

                if (sum != SlowChecksum.sum(bytes, from, to)) {
                    assertThat(sum).as("%d to %d", from, to).isEqualTo(SlowChecksum.sum(bytes, from, to));
                }
            }
        }
    }

    @Test
    void sumsWhatOverflowsMost() {
        byte[] bytes = new byte[65549];
        Arrays.fill(bytes, (byte) 0xff);
        ByteBuffer memory = direct(bytes);

        for (int length = 65500; length <= bytes.length; length++) {
            assertThat(Checksum.sum(memory, 0, length)).isEqualTo(SlowChecksum.sum(bytes, 0, length));
        }
    }

    @Test
    void sumsLongOnes() {
        Random random = new Random(2);
        byte[] bytes = SamplePacket.random(70000, 3);
        ByteBuffer memory = direct(bytes);

        for (int round = 0; round < 500; round++) {
            int from = random.nextInt(1000);
            int to = from + random.nextInt(bytes.length - from);
            assertThat(Checksum.sum(memory, from, to - from)).isEqualTo(SlowChecksum.sum(bytes, from, to));
        }
    }

    @Test
    void onlyZeroesSumUpToZero() {
        assertThat(Checksum.sum(direct(new byte[100]), 3, 90)).isZero();
        assertThat(Checksum.sum(direct(new byte[] {(byte) 0xff, (byte) 0xff}), 0, 2))
                .isEqualTo(0xffff);
    }

    @Test
    void takingAwayUndoesAdding() {
        for (int a = 1; a <= 0xffff; a += 13) {
            for (int b = 0; b <= 0xffff; b += 1021) {
                int back = Checksum.subtract(Checksum.add(a, b), b);

                // 0 and 0xffff are the same number
                if (back % 0xffff != a % 0xffff) {
                    assertThat(back).as("%d + %d - %d", a, b, b).isEqualTo(a);
                }
            }
        }
    }

    @Test
    void knowsBothPseudoHeaders() {
        byte[] v4 = HexFormat.of().parseHex("0a0000010a0000020006ffeb");
        byte[] v6 = HexFormat.of()
                .parseHex("fd000000000000000000000000000001" + "fd000000000000000000000000000002" + "0001000500000011");

        assertThat(Checksum.pseudoHeader(direct(v4), 0, 8, 6, 0xffeb)).isEqualTo(SlowChecksum.sum(v4));
        assertThat(Checksum.pseudoHeader(direct(v6), 0, 32, 17, 0x10005)).isEqualTo(SlowChecksum.sum(v6));
    }

    @Test
    void hasNoZeroWhereThatMeansNone() {
        assertThat(Checksum.of(0xffff)).isZero();
        assertThat(Checksum.nonZeroOf(0xffff)).isEqualTo(0xffff);
        assertThat(Checksum.nonZeroOf(0xfffe)).isEqualTo(1);
    }

    @Test
    void readsNothingElse() {
        Guarded guarded = new Guarded(100);
        byte[] bytes = SamplePacket.random(100, 5);

        for (int length = 0; length <= 100; length++) {
            byte[] some = Arrays.copyOf(bytes, length);
            assertThat(Checksum.sum(guarded.exactly(some), 0, length)).isEqualTo(SlowChecksum.sum(some));
        }
    }
}
