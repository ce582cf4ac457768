package net.vdestack.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.vdestack.api.Preflight;
import net.vdestack.api.Preflight.Check;
import net.vdestack.api.Preflight.Status;
import net.vdestack.rest.json.Json;
import org.junit.jupiter.api.Test;

class PreflightResourceTest {
    private int tries;
    private long now = -5;

    private final Preflight preflight = () -> {
        tries++;
        return List.of(
                new Check("mode", Status.PASS, "PRIVILEGED", Optional.empty()),
                new Check("tun", Status.FAIL, "not there", Optional.of("modprobe tun")));
    };

    private final PreflightResource resource = new PreflightResource(preflight, () -> now);

    @Test
    void tellsWhatCameOfEachCheck() {
        assertThat(Json.MAPPER.writeValueAsString(resource.get()))
                .isEqualTo(
                        "{\"items\":["
                                + "{\"name\":\"mode\",\"status\":\"pass\",\"detail\":\"PRIVILEGED\",\"remedy\":null},"
                                + "{\"name\":\"tun\",\"status\":\"fail\",\"detail\":\"not there\",\"remedy\":\"modprobe tun\"}]}");
    }

    @Test
    void triesOnceASecond() {
        resource.get();
        now += 999_999_999;
        resource.get();
        assertThat(tries).isEqualTo(1);

        now++;
        resource.get();
        assertThat(tries).isEqualTo(2);
    }
}
