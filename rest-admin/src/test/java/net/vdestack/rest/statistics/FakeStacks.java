package net.vdestack.rest.statistics;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.api.DropReason;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.SocketCounts;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackStatistics;

/** A registry of stacks that count how often they are read. */
final class FakeStacks {
    final AtomicInteger readings = new AtomicInteger();
    private final List<String> names;

    FakeStacks(String... names) {
        this.names = Arrays.asList(names);
    }

    StackRegistry registry() {
        return proxy(
                StackRegistry.class,
                (self, method, words) -> names.stream().map(this::stack).toList());
    }

    private NetworkStack stack(String name) {
        return proxy(NetworkStack.class, (self, method, words) -> {
            if (method.getName().equals("name")) {
                return name;
            }
            return switch (name) {
                case "closed" -> throw new IllegalStateException("stack closed is closed");
                case "broken" -> throw new IOException("no such device");
                default -> statistics(name);
            };
        });
    }

    private StackStatistics statistics(String name) {
        int count = readings.incrementAndGet();
        LinkStatistics link =
                new LinkStatistics("vde0", "lan", count, 2, 3, 4, Map.of(DropReason.QUEUE_FULL, 5L), 6, 7);
        return new StackStatistics(
                name, Instant.parse("2026-01-02T03:04:05Z"), List.of(link), new SocketCounts(8, 9, 10));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
