package net.vdestack.rest.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import net.vdestack.api.StackSpec;
import net.vdestack.rest.access.Caller;
import net.vdestack.rest.access.CommandPolicy;
import net.vdestack.rest.access.Role;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.metrics.Metrics;
import net.vdestack.rest.stream.Streams;
import org.junit.jupiter.api.Test;

class CommandsResourceTest {
    private final FakeRegistry registry = new FakeRegistry();

    private static Object asked(String what) {
        return switch (what) {
            case "getUserPrincipal" -> new Caller("test", Role.ADMIN);
            case "getRequestURI" -> "/api/v1/stacks/blue/commands";
            case "setAttribute" -> null;
            default -> throw new UnsupportedOperationException(what);
        };
    }

    @Test
    void nothingIsStartedForWhichThereIsNoPlace() throws Exception {
        registry.create(StackSpec.builder().name("blue").build());
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, words) -> asked(method.getName()));
        byte[] body = "{\"command\":\"ip link\"}".getBytes(UTF_8);
        try (Streams streams = new Streams()) {
            CommandPolicy policy = CommandPolicy.of(null);
            CommandsResource commands = new CommandsResource(
                    new Stacks(registry, new FakeDocuments(), policy), policy, streams, new Metrics("1"));
            for (int place = 0; place < 64; place++) {
                streams.place("test");
            }

            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> commands.run("blue", body, null, request))
                    .matches(refusal -> refusal.status() == ProblemException.Status.TOO_MANY_REQUESTS);
        }
        assertThat(registry.calls).containsExactly("create blue");
    }
}
