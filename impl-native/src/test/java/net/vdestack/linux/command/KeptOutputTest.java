package net.vdestack.linux.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeptOutputTest {
    private final KeptOutput output = new KeptOutput(4);

    private void add(String text) {
        output.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void keepsAllUpToTheLimit() {
        add("ab");
        add("cd");
        add("");

        assertThat(output.text()).isEqualTo("abcd");
    }

    @Test
    void saysOnALineOfItsOwnThatThereWasMore() {
        add("ab");
        add("cde");
        add("f");

        assertThat(output.text()).isEqualTo("abcd\ntruncated");
    }

    @Test
    void addsNoEmptyLine() {
        add("abc\nd");

        assertThat(output.text()).isEqualTo("abc\ntruncated");
    }

    @Test
    void decodesWhatIsNoText() {
        output.add(ByteBuffer.wrap(new byte[] {'a', (byte) 0xff, 'b'}));

        assertThat(output.text()).isEqualTo("a\ufffdb");
    }
}
