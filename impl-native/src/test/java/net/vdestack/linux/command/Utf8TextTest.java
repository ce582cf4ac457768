package net.vdestack.linux.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8TextTest {
    private final Utf8Text text = new Utf8Text();

    private String decoded(byte[] bytes, int piece) {
        StringBuilder all = new StringBuilder();
        for (int at = 0; at < bytes.length; at += piece) {
            String next = text.add(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
            assertThat(next.isEmpty() || !Character.isHighSurrogate(next.charAt(next.length() - 1)))
                    .as("whole characters in '%s'", next)
                    .isTrue();
            all.append(next);
        }
        return all + text.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 100})
    void keepsCharactersWholeWhereverPiecesEnd(int piece) {
        String all = "a\u00e4\u20ac\ud83d\ude00 z\n";

        assertThat(decoded(all.getBytes(UTF_8), piece)).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 100})
    void replacesWhatIsNoUtf8AsStringsDo(int piece) {
        byte[] bytes = {
            'a', (byte) 0xff, (byte) 0xe2, (byte) 0x82, 'b', (byte) 0xc3, (byte) 0x28, (byte) 0xf0, (byte) 0x9f
        };

        assertThat(decoded(bytes, piece)).isEqualTo(new String(bytes, UTF_8));
    }

    @Test
    void leavesTheBytesToOthers() {
        ByteBuffer bytes = UTF_8.encode("abc");

        text.add(bytes);

        assertThat(bytes.remaining()).isEqualTo(3);
    }
}
