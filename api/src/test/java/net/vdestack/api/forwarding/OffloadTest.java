package net.vdestack.api.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffloadTest {
    @AfterEach
    void forget() {
        System.clearProperty(Offload.PROPERTY);
    }

    @Test
    void allAreAllowedUnlessSaidOtherwise() {
        assertThat(Offload.allowed()).isEqualTo(EnumSet.allOf(Offload.class));
    }

    @Test
    void thoseNamedAreAllowed() {
        System.setProperty(Offload.PROPERTY, "tso,udp-gro");

        assertThat(Offload.allowed()).containsExactlyInAnyOrder(Offload.TSO, Offload.UDP_GRO);
    }

    @Test
    void noneIsAllowed() {
        System.setProperty(Offload.PROPERTY, "none");

        assertThat(Offload.allowed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "TSO", "tso,", "tso, uso", "all", "none,tso"})
    void refusesWhatIsNone(String names) {
        System.setProperty(Offload.PROPERTY, names);

        assertThatIllegalArgumentException()
                .isThrownBy(Offload::allowed)
                .withMessageContaining(Offload.PROPERTY)
                .withMessageContaining("tso,uso,udp-segment,udp-gro, or none");
    }
}
