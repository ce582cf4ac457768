package net.vdestack.forwarder.vlan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.fixture.Frames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VlanNetworkTest {
    private static final int Q = 0x8100;
    private static final int AD = 0x88a8;

    private static VlanNetwork parse(String outer) {
        return VlanNetwork.parse(new Locator("vlan", outer + "{lan://a}"));
    }

    /** A frame of a VLAN, or without a tag for 0. */
    private static byte[] frame(int etherType, int vlan) {
        byte[] bytes = Frames.frame(Frames.BROADCAST, 0x02_00_00_00_00_0aL, 60, 1);
        if (vlan != 0) {
            ByteBuffer.wrap(bytes).putShort(12, (short) etherType).putShort(14, (short) vlan);
        }
        return bytes;
    }

    /** The VLAN that one becomes: 0 for none, -1 for a frame that does not pass. */
    private static int becomes(VlanFilter filter, int etherType, int vlan) {
        FrameBatch to = Frames.batch(1);
        if (filter.pass(Frames.batch(frame(etherType, vlan)), 0, to) != null) {
            assertThat(to.size()).isZero();
            return -1;
        }
        int at = to.offset(0);
        int result = VlanTag.isTagged(to.memory(), at, etherType) ? VlanTag.vlan(to.memory(), at) : 0;
        assertThat(to.length(0)).isEqualTo(60 + (result == 0 ? 0 : 4) - (vlan == 0 ? 0 : 4));
        return result;
    }

    /** All that pass, each with what it becomes. */
    private static String passing(VlanFilter filter, int etherType) {
        List<String> passing = new ArrayList<>();
        for (int vlan = 0; vlan < 4096; vlan++) {
            int result = becomes(filter, etherType, vlan);
            if (result >= 0) {
                passing.add(vlan + ">" + result);
            }
        }
        return String.join(" ", passing);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                // locator,             from the stack,         to the stack
                ",                      0>0,                    0>0",
                "0,                     0>0,                    0>0",
                "3,                     0>3,                    3>0",
                "0x10,                  0>16,                   16>0",
                "1,                     0>1,                    1>0",
                "4095,                  ,                       ",
                "/untag=4,              4>0,                    0>4",
                "/u=4,                  4>0,                    0>4",
                "3/untag=4,             0>3 4>0,                0>4 3>0",
                "/tag=10,               0>0 10>10,              0>0 10>10",
                "/t=10.11:12,           0>0 10>10 11>11 12>12,  0>0 10>10 11>11 12>12",
                "3/tag=11-12:12-11,     0>3 11>12 12>11,        3>0 11>12 12>11",
                "4095/tag=5-7,          5>7,                    7>5",
                "3/tag=3,               0>3 3>3,                3>0",
                "3[untag=4/tag=10:11-12:12-11], 0>3 4>0 10>10 11>12 12>11, 0>4 3>0 10>10 11>12 12>11",
                "3[u=4/t=10],           0>3 4>0 10>10,          0>4 3>0 10>10"
            })
    void letsThrough(String outer, String outgoing, String incoming) {
        VlanNetwork network = parse(outer == null ? "" : outer);

        assertThat(passing(network.outgoing(), Q)).isEqualTo(outgoing == null ? "" : outgoing);
        assertThat(passing(network.incoming(), Q)).isEqualTo(incoming == null ? "" : incoming);
    }

    @ParameterizedTest
    @CsvSource({"/trunk", "/x", "[x]"})
    void aTrunkIsAllVlansButTheSpecialOnes(String outer) {
        VlanNetwork network = parse(outer);
        for (VlanFilter filter : List.of(network.outgoing(), network.incoming())) {
            for (int vlan = 0; vlan < 4096; vlan++) {
                boolean special = vlan == 1 || vlan == 4095;
                assertThat(becomes(filter, Q, vlan)).isEqualTo(special ? -1 : vlan);
            }
        }
    }

    @Test
    void aTrunkMayMapSomeVlans() {
        VlanNetwork network = parse("3/trunk/tag=5-7/untag=9");

        assertThat(becomes(network.outgoing(), Q, 5)).isEqualTo(7);
        assertThat(becomes(network.incoming(), Q, 7)).isEqualTo(5);
        assertThat(becomes(network.outgoing(), Q, 6)).isEqualTo(6);
        assertThat(becomes(network.outgoing(), Q, 9)).isZero();
        assertThat(becomes(network.incoming(), Q, 3)).isZero();
        assertThat(becomes(network.incoming(), Q, 0)).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({"5/qinq", "5/q", "5/ad", "5[qinq]"})
    void providersTagsAreOfAnotherType(String outer) {
        VlanNetwork network = parse(outer);

        assertThat(passing(network.outgoing(), AD)).isEqualTo("0>5");
        assertThat(passing(network.incoming(), AD)).isEqualTo("5>0");
        FrameBatch to = Frames.batch(1);
        assertThat(network.outgoing().pass(Frames.batch(frame(Q, 4)), 0, to)).isNull();
        assertThat(VlanTag.isTagged(to.memory(), to.offset(0), AD)).isTrue();
        assertThat(to.memory().getInt(to.offset(0) + 16))
                .as("a customer's tag stays")
                .isEqualTo(0x8100_0004);
    }

    @Test
    void aPriorityAloneIsNoVlan() {
        byte[] frame = frame(Q, 0x6000);
        FrameBatch out = Frames.batch(1);
        FrameBatch in = Frames.batch(1);

        parse("3").outgoing().pass(Frames.batch(frame), 0, out);
        parse("").incoming().pass(Frames.batch(frame), 0, in);

        assertThat(out.memory().getInt(out.offset(0) + 12)).isEqualTo(0x8100_6003);
        assertThat(out.length(0)).isEqualTo(60);
        assertThat(in.length(0)).as("without a tag").isEqualTo(56);
    }

    @Test
    void saysWhyAFrameDoesNotPass() {
        FrameBatch to = Frames.batch(1);
        VlanNetwork network = parse("3/tag=5");

        assertThat(network.outgoing().pass(Frames.batch(frame(Q, 9)), 0, to)).isEqualTo(DropReason.NO_PEER);
        assertThat(network.incoming().pass(Frames.batch(frame(Q, 9)), 0, to)).isEqualTo(DropReason.FOREIGN);
        byte[] runt = Frames.frame(1, 2, 13, 1);
        assertThat(network.outgoing().pass(Frames.batch(runt), 0, to)).isEqualTo(DropReason.RUNT);
        for (int length = 14; length < 18; length++) {
            byte[] halfATag = Frames.frame(1, 2, length, 1);
            ByteBuffer.wrap(halfATag).putShort(12, (short) Q);
            assertThat(network.incoming().pass(Frames.batch(halfATag), 0, to)).isEqualTo(DropReason.RUNT);
        }
        byte[] longest = Frames.frame(1, 2, 9230, 1);
        assertThat(network.outgoing().pass(Frames.batch(longest), 0, to)).isNull();
        to.clear();
        byte[] tooLong = Frames.frame(1, 2, 9231, 1);
        assertThat(network.outgoing().pass(Frames.batch(tooLong), 0, to)).isEqualTo(DropReason.OVERSIZE);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "4096,            '4096'",
                "x,               'x'",
                "-1,              '-1'",
                "/untag=4095,     'untag=4095'",
                "/untag=x,        'untag=x'",
                "/tag=1,          '1'",
                "/tag=4095,       '4095'",
                "/tag=5-,         '5-'",
                "/tag=5-6-7,      '5-6-7'",
                "/tag=a,          'a'",
                "/trunk=1,        'trunk=1'",
                "/qinq=x,         'qinq=x'",
                "/nope,           'nope'",
                "3[nope],         'nope'"
            })
    void refusesWhatItCannotUseByName(String outer, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(outer))
                .withMessageContaining("'vlan://" + outer + "{lan://a}'")
                .withMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource({
        "3, no network inside",
        "3{}, no network inside",
        "3{lan://a, must end with }",
        "3{lan}, 'lan' has no scheme"
    })
    void refusesWhatHasNoNetworkInside(String specific, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VlanNetwork.parse(new Locator("vlan", specific)))
                .withMessageContaining("'vlan://" + specific + "'")
                .withMessageContaining(words);
    }

    @Test
    void leavesTheInnerLocatorAsItIs() {
        String inner = "vlan://5/qinq{vxvde://'234.1.2.3'/vni=7}";

        assertThat(VlanNetwork.parse(new Locator("vlan", "4{" + inner + "}")).inner())
                .isEqualTo(inner);
    }
}
