package net.vdestack.forwarder.vlan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VlanTagTest {
    private static final String ADDRESSES = "ffffffffffff02000000000a";
    private static final int Q = 0x8100;
    private static final int AD = 0x88a8;

    private static ByteBuffer buffer(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return ByteBuffer.allocateDirect(bytes.length + 7).put(7, bytes);
    }

    @ParameterizedTest
    @CsvSource({
        // no tag: type, payload
        "0800aabb,             33024, false, 0, 0800aabb",
        "0800,                 33024, false, 0, 0800",
        "0800aabb,             33024, false, 1, 810000010800aabb",
        "0800,                 33024, false, 4094, 81000ffe0800",
        "0800aa,               34984, false, 5, 88a800050800aa",
        // a tag: kept, changed with its priority, removed
        "810000050800aabb,     33024, true,  5, 810000050800aabb",
        "8100e0050800aabb,     33024, true,  7, 8100e0070800aabb",
        "81003fff0800,         33024, true,  2, 810030020800",
        "8100e0050800aabb,     33024, true,  0, 0800aabb",
        "810000050800,         33024, true,  0, 0800",
        // a priority alone
        "8100e0000800aabb,     33024, true,  9, 8100e0090800aabb",
        // the tags below stay
        "88a800028100000386dd, 34984, true,  0, 8100000386dd",
        "8100000386dd,         34984, false, 2, 88a800028100000386dd",
        "810000028100000386dd, 33024, true,  4, 810000048100000386dd"
    })
    void copiesWithAnotherTag(String frame, int etherType, boolean tagged, int vlan, String copy) {
        ByteBuffer from = buffer(ADDRESSES + frame);
        int length = (ADDRESSES + frame).length() / 2;
        ByteBuffer to = ByteBuffer.allocateDirect(100);

        assertThat(VlanTag.isTagged(from, 7, etherType)).isEqualTo(tagged);
        int copied = VlanTag.copy(from, 7, length, tagged, to, 20, etherType, vlan);

        byte[] bytes = new byte[copied];
        to.get(20, bytes);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(ADDRESSES + copy);
        to.put(20, new byte[copied]);
        assertThat(to).as("nothing beside it").isEqualTo(ByteBuffer.allocate(100));
    }

    @Test
    void tellsTheVlan() {
        for (int vlan = 0; vlan < 4096; vlan++) {
            for (int priority = 0; priority < 16; priority++) {
                ByteBuffer frame = buffer(
                        ADDRESSES + "8100" + HexFormat.of().toHexDigits((short) (priority << 12 | vlan)) + "0800");

                assertThat(VlanTag.vlan(frame, 7)).isEqualTo(vlan);
                assertThat(VlanTag.isTagged(frame, 7, Q)).isTrue();
                assertThat(VlanTag.isTagged(frame, 7, AD)).isFalse();
            }
        }
    }

    @Test
    void whatIsTaggedAndUntaggedAgainIsAsBefore() {
        Random random = new Random(65);
        for (int length = 14; length < 1600; length++) {
            byte[] frame = new byte[length];
            random.nextBytes(frame);
            frame[12] = 8;
            ByteBuffer tagged = ByteBuffer.allocateDirect(length + 4);
            ByteBuffer back = ByteBuffer.allocateDirect(length);
            int vlan = 1 + random.nextInt(4094);

            assertThat(VlanTag.copy(ByteBuffer.wrap(frame), 0, length, false, tagged, 0, Q, vlan))
                    .isEqualTo(length + 4);
            assertThat(VlanTag.copy(tagged, 0, length + 4, true, back, 0, Q, 0)).isEqualTo(length);

            byte[] copy = new byte[length];
            back.get(copy);
            assertThat(Arrays.equals(copy, frame)).isTrue();
        }
    }
}
