package net.vdestack.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes as strace(1) shows those that ip(8) sends, on a little-endian machine. */
class NetlinkMessageTest {
    private static void hasBytes(NetlinkMessage message, int sequence, String... hex) {
        ByteBuffer finished = message.finish(sequence);
        byte[] bytes = new byte[finished.remaining()];
        finished.get(bytes);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(String.join("", hex));
    }

    @Test
    void isAHeaderAtLeast() {
        hasBytes(
                new NetlinkMessage(18, NetlinkMessage.NLM_F_DUMP),
                7,
                "10000000",
                "1200",
                "0103",
                "07000000",
                "00000000");
    }

    @Test
    void writesNumbersOfAllSizes() {
        NetlinkMessage message = new NetlinkMessage(16, NetlinkMessage.NLM_F_ACK)
                .int8(0xfe)
                .int8(2)
                .int16(0x1234)
                .int32(-1);

        hasBytes(message, -2, "18000000", "1000", "0500", "feffffff", "00000000", "fe", "02", "3412", "ffffffff");
    }

    @Test
    void padsAttributesToFourBytes() {
        NetlinkMessage message = new NetlinkMessage(16, 0)
                .attribute(4, 1400)
                .attribute(3, "vde0")
                .attribute(1, new byte[] {2, 0, 0, 0, 0, 7})
                .attribute(9, new byte[0]);

        hasBytes(
                message,
                0,
                "34000000" + "1000" + "0100" + "0000000000000000",
                "0800" + "0400" + "78050000",
                "0900" + "0300" + "7664653000" + "000000",
                "0a00" + "0100" + "020000000007" + "0000",
                "0400" + "0900");
    }

    @Test
    void copiesBytesAndLeavesTheirBuffer() {
        ByteBuffer value = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}).position(1);

        hasBytes(
                new NetlinkMessage(20, 0).bytes(value),
                0,
                "14000000" + "1400" + "0100" + "0000000000000000",
                "02030405");
        assertThat(value.remaining()).isEqualTo(4);
    }

    @Test
    void refusesWhatDoesNotFit() {
        NetlinkMessage message = new NetlinkMessage(16, 0);

        assertThatExceptionOfType(BufferOverflowException.class).isThrownBy(() -> message.attribute(1, new byte[2000]));
    }
}
