package net.vdestack.rest.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {
    @Test
    void isUpWhenNothingIsWaitedFor() {
        assertThat(Health.of(List.of())).isEqualTo(new Health(200, "{\"status\":\"UP\"}"));
    }

    @Test
    void namesWhatIsWaitedFor() {
        assertThat(Health.of(List.of("net.vdestack.stacks", "net.vdestack.demo")))
                .isEqualTo(new Health(
                        503, "{\"status\":\"DOWN\",\"waiting\":[\"net.vdestack.stacks\",\"net.vdestack.demo\"]}"));
    }
}
