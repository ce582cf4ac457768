package net.vdestack.rest.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class ReadinessServiceTest {
    private static final Map<String, Object> STACKS = Map.of("service.id", 1L, "osgi.condition.id", "stacks");

    private static Map<String, Object> endpoint(String url) {
        return Map.of("service.id", 2L, "osgi.http.endpoint", url);
    }

    /** What the framework was told, in order. */
    private final List<String> told = new ArrayList<>();

    /** What others do as soon as they see the service, within the call that registers it. */
    private Runnable others = () -> {};

    private final ReadinessService service = new ReadinessService(proxy(BundleContext.class, (self, method, words) -> {
        if (method.getName().equals("getProperty")) {
            return "stacks";
        }
        assertThat(method.getName()).isEqualTo("registerService");
        told.add("ready at " + ((Dictionary<?, ?>) words[2]).get("url"));
        others.run();
        return proxy(ServiceRegistration.class, (registration, call, none) -> {
            assertThat(call.getName()).isEqualTo("unregister");
            told.add("not ready");
            return null;
        });
    }));

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @BeforeEach
    void ourServletsAreServed() {
        List<String> ids = Served.conditions();
        for (int i = 0; i < ids.size(); i++) {
            service.conditionCame(Map.of("service.id", 100L + i, "osgi.condition.id", ids.get(i)));
        }
    }

    @Test
    void tellsWhereAllIsUp() {
        service.conditionCame(STACKS);
        service.endpointIs(endpoint("http://a/"));
        service.endpointIs(endpoint("http://a/"));
        service.endpointIs(endpoint("http://b/"));
        service.withdraw();
        service.conditionWent(STACKS);

        assertThat(told).containsExactly("ready at http://a/", "not ready", "ready at http://b/", "not ready");
    }

    @Test
    void takesItBackWhenAConditionGoesWhileItTells() {
        others = () -> service.conditionWent(STACKS);

        service.endpointIs(endpoint("http://a/"));
        service.conditionCame(STACKS);

        assertThat(told).containsExactly("ready at http://a/", "not ready");
    }

    @Test
    void tellsAgainAfterTheFrameworkHasRefused() {
        others = () -> {
            throw new IllegalStateException("refused");
        };
        service.endpointIs(endpoint("http://a/"));
        assertThatIllegalStateException().isThrownBy(() -> service.conditionCame(STACKS));
        others = () -> {};

        service.conditionCame(STACKS);

        assertThat(told).containsExactly("ready at http://a/", "ready at http://a/");
    }
}
