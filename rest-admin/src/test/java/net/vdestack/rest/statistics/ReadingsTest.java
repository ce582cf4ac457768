package net.vdestack.rest.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.vdestack.rest.json.Json;
import net.vdestack.rest.view.StatsView;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    private long now;

    private Readings readings(FakeStacks stacks) {
        return new Readings(stacks.registry(), () -> now);
    }

    @Test
    void looksAsTheContractSays() {
        assertThat(Json.MAPPER.writeValueAsString(
                        readings(new FakeStacks("blue")).now()))
                .isEqualTo("{\"items\":[{\"stack\":\"blue\",\"time\":\"2026-01-02T03:04:05Z\",\"links\":["
                        + "{\"name\":\"vde0\",\"scheme\":\"lan\",\"receiveFrames\":1,\"receiveBytes\":2,"
                        + "\"transmitFrames\":3,\"transmitBytes\":4,"
                        + "\"drops\":{\"oversize\":0,\"runt\":0,\"queueFull\":5,\"noPeer\":0,\"disconnected\":0,"
                        + "\"interfaceDown\":0,\"foreign\":0,\"refused\":0},\"reconnects\":6,\"swaps\":7}],"
                        + "\"sockets\":{\"tcpEstablished\":8,\"tcpListen\":9,\"udp\":10}}]}");
    }

    @Test
    void leavesOutWhatGoesAway() {
        assertThat(readings(new FakeStacks("blue", "closed", "broken", "red"))
                        .now()
                        .items())
                .extracting(StatsView::stack)
                .containsExactly("blue", "red");
    }

    @Test
    void shareAYoungOne() {
        FakeStacks stacks = new FakeStacks("blue");
        Readings readings = readings(stacks);

        for (int client = 0; client < 50; client++) {
            readings.within(Duration.ofMillis(250));
        }
        assertThat(stacks.readings).hasValue(1);

        now += Duration.ofMillis(251).toNanos();
        readings.within(Duration.ofMillis(250));
        assertThat(stacks.readings).hasValue(2);
    }

    @Test
    void areOfNowWhenAskedSo() {
        FakeStacks stacks = new FakeStacks("blue");
        Readings readings = readings(stacks);
        readings.now();

        now++;
        readings.now();

        assertThat(stacks.readings).hasValue(2);
    }
}
