package net.vdestack.rest.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadinessTest {
    private static final String URL = "http://127.0.0.1:8181/";

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ","})
    void waitsForTheEndpointAlone(String conditions) {
        Readiness readiness = new Readiness(List.of(), conditions);

        assertThat(readiness.waiting()).containsExactly("http");
        assertThat(readiness.readyAt()).isEmpty();

        readiness.endpointIs(1L, URL);

        assertThat(readiness.waiting()).isEmpty();
        assertThat(readiness.readyAt()).contains(URL);
    }

    @Test
    void waitsForEveryCondition() {
        Readiness readiness = new Readiness(List.of(), "net.vdestack.stacks, net.vdestack.demo");
        readiness.endpointIs(1L, URL);
        readiness.conditionCame(2L, "true");
        readiness.conditionCame(3L, "net.vdestack.demo");

        assertThat(readiness.waiting()).containsExactly("net.vdestack.stacks");
        assertThat(readiness.readyAt()).isEmpty();

        readiness.conditionCame(4L, "net.vdestack.stacks");

        assertThat(readiness.readyAt()).contains(URL);
    }

    @Test
    void waitsForItsOwnConditionsFirst() {
        Readiness readiness = new Readiness(List.of("net.vdestack.rest.api"), "net.vdestack.stacks");
        readiness.endpointIs(1L, URL);

        assertThat(readiness.waiting()).containsExactly("net.vdestack.rest.api", "net.vdestack.stacks");
    }

    @Test
    void isReadyNoMoreWhenAConditionGoes() {
        Readiness readiness = new Readiness(List.of(), "net.vdestack.stacks");
        readiness.endpointIs(1L, URL);
        readiness.conditionCame(4L, "net.vdestack.stacks");

        readiness.conditionWent(4L);

        assertThat(readiness.waiting()).containsExactly("net.vdestack.stacks");
        assertThat(readiness.readyAt()).isEmpty();
    }

    @Test
    void staysReadyWhileOneConditionReplacesAnother() {
        Readiness readiness = new Readiness(List.of(), "net.vdestack.stacks");
        readiness.endpointIs(1L, URL);
        readiness.conditionCame(4L, "net.vdestack.stacks");
        readiness.conditionCame(5L, "net.vdestack.stacks");

        readiness.conditionWent(4L);

        assertThat(readiness.readyAt()).contains(URL);
    }

    @Test
    void isReadyNoMoreWhenTheEndpointGoes() {
        Readiness readiness = new Readiness(List.of(), "");
        readiness.endpointIs(1L, URL);

        readiness.endpointWent(1L);

        assertThat(readiness.waiting()).containsExactly("http");
        assertThat(readiness.readyAt()).isEmpty();
    }

    @Test
    void refusesWhatIsNoId() {
        assertThatThrownBy(() -> new Readiness(List.of(), "net.vdestack.stacks,\"x\""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("vdestack.ready", "'\"x\"'");
    }
}
