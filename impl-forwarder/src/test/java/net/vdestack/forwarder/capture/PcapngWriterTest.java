package net.vdestack.forwarder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import net.vdestack.api.MacAddress;
import org.junit.jupiter.api.Test;

/** Byte by byte, by the figures of draft-ietf-opsawg-pcapng, section 4. */
class PcapngWriterTest {
    private static final long TIME = 0x1122334455667788L;

    private final ByteBuffer out = ByteBuffer.allocate(1024);
    private final PcapngWriter writer = new PcapngWriter(out);

    /** Of all that was written; blanks in what is expected set fields apart. */
    private void assertWritten(String... expected) {
        String bytes = HexFormat.of().formatHex(out.array(), 0, out.position());
        assertThat(bytes).isEqualTo(String.join("", expected).replace(" ", ""));
    }

    @Test
    void sectionHeader() {
        writer.section("Linux 6.1", "vde");

        assertWritten(
                "0a0d0d0a 38000000 4d3c2b1a 0100 0000 ffffffffffffffff",
                "0300 0900 4c696e757820362e31 000000",
                "0400 0300 766465 00",
                "0000 0000 38000000");
    }

    @Test
    void interfaceDescription() {
        writer.ethernet("blue/vde0", MacAddress.parse("02:00:5e:10:20:30"), 262_144);

        assertWritten(
                "01000000 3c000000 0100 0000 00000400",
                "0200 0900 626c75652f76646530 000000",
                "0600 0600 02005e102030 0000",
                "0900 0100 09 000000",
                "0000 0000 3c000000");
    }

    @Test
    void packet() {
        ByteBuffer frames = ByteBuffer.wrap(new byte[] {9, 9, 1, 2, 3, 4, 5, 9});

        writer.packet(TIME, Direction.OUTBOUND, frames, 2, 5, 0, null);

        assertWritten(
                "06000000 34000000 00000000 44332211 88776655 05000000 05000000",
                "0102030405 000000",
                "0200 0400 02000000",
                "0000 0000 34000000");
        assertThat(frames.position()).isZero();
    }

    @Test
    void packetThatWasDroppedAfterAGap() {
        ByteBuffer frames = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});

        writer.packet(TIME, Direction.INBOUND, frames, 0, 4, 258, "dropped: runt");

        assertWritten(
                "06000000 50000000 00000000 44332211 88776655 04000000 04000000",
                "01020304",
                "0200 0400 01000000",
                "0400 0800 0201000000000000",
                "0100 0d00 64726f707065643a2072756e74 000000",
                "0000 0000 50000000");
    }

    @Test
    void statistics() {
        writer.statistics(TIME - 1, TIME, 7, 2);

        assertWritten(
                "05000000 4c000000 00000000 44332211 88776655",
                "0200 0800 44332211 87776655",
                "0300 0800 44332211 88776655",
                "0400 0800 0700000000000000",
                "0500 0800 0200000000000000",
                "0000 0000 4c000000");
    }

    @Test
    void anEmptyPacketAndTextThatIsNotAscii() {
        writer.packet(0, Direction.INBOUND, ByteBuffer.allocate(0), 0, 0, 0, "ü");

        assertWritten(
                "06000000 34000000 00000000 00000000 00000000 00000000 00000000",
                "0200 0400 01000000",
                "0100 0200 c3bc 0000",
                "0000 0000 34000000");
    }
}
