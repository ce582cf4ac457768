package net.vdestack.forwarder.vde;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.vdestack.forwarder.unix.UnixAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VdeRequestTest {
    private static final String PATH = "/tmp/sw/.00001-00000";

    private static VdeRequest request(int type) {
        return new VdeRequest(type, UnixAddress.of(Path.of(PATH)));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static ByteBuffer message(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /** struct sockaddr_un. */
    private static byte[] address() {
        byte[] address = ByteBuffer.allocate(110)
                .order(ByteOrder.nativeOrder())
                .putShort((short) 1)
                .array();
        byte[] name = PATH.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, address, 2, name.length);
        return address;
    }

    @Test
    void isWrittenAsTheProtocolSays() {
        ByteBuffer expected = message(123)
                .putInt(0xfeedface)
                .putInt(3)
                .putInt(0)
                .put(address())
                .put((byte) 'x')
                .flip();

        assertThat(bytes(request(VdeRequest.ANY_PORT).encode("x"))).isEqualTo(bytes(expected));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0x100", "65535, 0xffff00"})
    void asksForAPort(int port, String type) {
        assertThat(VdeRequest.port(port)).isEqualTo(Integer.decode(type));
        assertThat(request(VdeRequest.port(port)).isForPort()).isTrue();
        assertThat(request(VdeRequest.port(port) | 2).isForPort()).isFalse();
    }

    @Test
    void fitsIntoWhatASwitchReads() {
        ByteBuffer request = request(VdeRequest.ANY_PORT).encode("é".repeat(200));

        assertThat(request.remaining()).isEqualTo(122 + 127);
    }

    @Test
    void isReadAsItWasWritten() {
        ByteBuffer request = request(VdeRequest.port(7)).encode("a description");

        assertThat(VdeRequest.decode(request)).hasValueSatisfying(read -> {
            assertThat(read.type()).isEqualTo(0x700);
            assertThat(bytes(read.client())).isEqualTo(address());
        });
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void readsTheFirstVersion(int type) {
        ByteBuffer request = message(130)
                .putInt(0xfeedface)
                .putInt(type)
                .put(new byte[] {2, 0, 0, 0, 0, 1})
                .put(address())
                .put(new byte[6])
                .flip();

        assertThat(VdeRequest.decode(request)).hasValueSatisfying(read -> {
            assertThat(read.type()).isEqualTo(type);
            assertThat(bytes(read.client())).isEqualTo(address());
        });
    }

    @Test
    void isNoneIfAnythingIsMissingOrWrong() {
        byte[] good = bytes(request(0).encode(""));
        assertThat(VdeRequest.decode(message(good.length).put(good).flip())).isPresent();

        for (int length = 0; length < good.length; length++) {
            ByteBuffer cut = message(length).put(Arrays.copyOf(good, length)).flip();
            assertThat(VdeRequest.decode(cut)).as("%d bytes", length).isEmpty();
        }
        // magic, version, family and the first byte of the path
        for (int wrong : new int[] {0, 3, 4, 7, 12, 13}) {
            byte[] bad = good.clone();
            bad[wrong] ^= 0x42;
            assertThat(VdeRequest.decode(message(bad.length).put(bad).flip()))
                    .as("byte %d", wrong)
                    .isEmpty();
        }
        byte[] abstractName = good.clone();
        abstractName[14] = 0;
        assertThat(VdeRequest.decode(message(good.length).put(abstractName).flip()))
                .isEmpty();
    }

    @Test
    void noiseIsNone() {
        Random random = new Random(3);
        for (int length = 0; length < 256; length++) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            assertThat(VdeRequest.decode(message(length).put(noise).flip())).isEmpty();
        }
    }
}
