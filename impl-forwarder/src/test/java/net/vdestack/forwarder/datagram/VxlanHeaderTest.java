package net.vdestack.forwarder.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VxlanHeaderTest {
    @ParameterizedTest
    @CsvSource({
        "0,        0800000000000000",
        "1,        0800000000000100",
        "1193046,  0800000012345600",
        "16777215, 08000000ffffff00"
    })
    void isFlagsAndTheNetworksNumber(int vni, String bytes) {
        assertThat(VxlanHeader.of(vni)).isEqualTo(Long.parseUnsignedLong(bytes, 16));
        assertThat(VxlanHeader.SIZE).isEqualTo(8);
    }
}
