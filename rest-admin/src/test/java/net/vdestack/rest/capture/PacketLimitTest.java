package net.vdestack.rest.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import org.junit.jupiter.api.Test;

class PacketLimitTest {
    private static final int HEAD = 0x0a0d0d0a;
    private static final int PACKET = 6;

    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private final WritableByteChannel behind = Channels.newChannel(passed);
    private final PacketLimit limit = new PacketLimit(behind, 2);

    /** Blocks of these types, each 4 bytes longer than the one before. */
    private static ByteBuffer blocks(int... types) {
        ByteBuffer blocks = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        int length = 12;
        for (int type : types) {
            blocks.putInt(type).putInt(length);
            blocks.position(blocks.position() + length - 12);
            blocks.putInt(length);
            length += 4;
        }
        return blocks.flip();
    }

    @Test
    void letsTheHeadAndSoManyPacketsPass() throws IOException {
        ByteBuffer blocks = blocks(HEAD, PACKET, PACKET, PACKET);
        byte[] first = new byte[12 + 16 + 20];
        blocks.get(0, first);

        assertThat(limit.write(blocks)).isEqualTo(12 + 16 + 20 + 24);

        assertThat(blocks.hasRemaining()).isFalse();
        assertThat(passed.toByteArray()).isEqualTo(first);
        assertThat(limit.isOpen()).isFalse();
    }

    @Test
    void countsOverSeveralWrites() throws IOException {
        limit.write(blocks(HEAD));
        limit.write(blocks(PACKET));
        assertThat(limit.isOpen()).isTrue();

        limit.write(blocks(PACKET));

        assertThat(passed.size()).isEqualTo(3 * 12);
        assertThat(behind.isOpen()).isFalse();
    }

    @Test
    void closesWhatIsBehindIt() throws IOException {
        limit.close();

        assertThat(behind.isOpen()).isFalse();
    }
}
