package net.vdestack.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes as nlmon(4) would show them on a little-endian machine. */
class AttributesTest {
    private static Attributes read(String... hex) {
        byte[] bytes = HexFormat.of().parseHex(String.join("", hex));
        return new Attributes(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0, bytes.length);
    }

    @Test
    void readsNumbersTextsAndBytes() {
        Attributes attributes =
                read("0900" + "0300" + "7664653000" + "000000", "08000400" + "78050000", "060001000207");

        assertThat(attributes.text(3)).isEqualTo("vde0");
        assertThat(attributes.int32(4, 0)).isEqualTo(1400);
        assertThat(attributes.bytes(1)).hasValue(new byte[] {2, 7});
    }

    @Test
    void readsOnlyBetweenItsOffsets() {
        byte[] bytes = HexFormat.of().parseHex("ffffffff" + "0800010005000000" + "0800020006000000");
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());

        Attributes attributes = new Attributes(buffer, 4, 12);

        assertThat(attributes.int32(1, 0)).isEqualTo(5);
        assertThat(attributes.int32(2, -1)).isEqualTo(-1);
    }

    @Test
    void knowsTypesWithoutTheirFlags() {
        assertThat(read("0800" + "0180" + "05000000").int32(1, 0)).isEqualTo(5);
        assertThat(read("0800" + "0140" + "05000000").int32(1, 0)).isEqualTo(5);
    }

    @Test
    void hasNothingWhereThereIsNothing() {
        Attributes attributes = read("04000100", "06000200" + "ffff0000");

        assertThat(attributes.bytes(1)).hasValue(new byte[0]);
        assertThat(attributes.text(1)).isEmpty();
        assertThat(attributes.int32(1, 42)).as("too short for a number").isEqualTo(42);
        assertThat(attributes.int32(2, 42)).as("too short for a number").isEqualTo(42);
        assertThat(attributes.bytes(9)).isEmpty();
        assertThat(attributes.text(9)).isEmpty();
        assertThat(attributes.int32(9, 42)).isEqualTo(42);
        assertThat(read().bytes(0)).isEmpty();
    }

    @Test
    void endsAtALengthThatCannotBe() {
        String good = "0800" + "0100" + "05000000";
        String hidden = "0800" + "0200" + "06000000";

        for (String bad : new String[] {"00000300", "03000300", "ff000300", "ffff0300"}) {
            Attributes attributes = read(good, bad, hidden);

            assertThat(attributes.int32(1, 0)).as(bad).isEqualTo(5);
            assertThat(attributes.int32(2, 0)).as(bad).isZero();
            assertThat(attributes.bytes(3)).as(bad).isEmpty();
        }
        assertThat(read(good, "0800").int32(1, 0)).as("half a header").isEqualTo(5);
        assertThat(read(good, "0800020006").bytes(2)).as("half a value").isEmpty();
    }

    @Test
    void takesTheLastOfTwo() {
        assertThat(read("0800010005000000", "0800010006000000").int32(1, 0)).isEqualTo(6);
    }
}
