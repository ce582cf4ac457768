package net.vdestack.launcher;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The signals that end this process. Taken here and not by a shutdown hook: hooks run while the JVM takes apart what
 * they need, its loggers among it, and cannot choose the exit code.
 */
final class EndSignals {
    /** What a shell says of a program that Ctrl-C has ended. */
    private static final int IMPATIENCE = 130;

    private final AtomicBoolean came = new AtomicBoolean();
    private final Runnable end;
    private final BooleanSupplier interrupt;

    /**
     * @param end begins the end and returns; called once. A second signal ends the JVM there and then.
     * @param interrupt is asked what SIGINT is for: returns whether it was for something else than the end
     */
    EndSignals(Runnable end, BooleanSupplier interrupt) {
        this.end = end;
        this.interrupt = interrupt;
    }

    /**
     * Takes them from here on. By reflection, since javac warns of {@code sun.misc} without a way to tell it that this
     * is meant; JEP 260 keeps the class, and the JDK has no other.
     */
    void take() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        for (String name : List.of("HUP", "INT", "TERM")) {
            Object taker = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        came(name);
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), taker);
        }
    }

    private void came(String name) {
        if (name.equals("INT") && !came.get() && interrupt.getAsBoolean()) {
            return;
        }
        if (came.getAndSet(true)) {
            Runtime.getRuntime().halt(IMPATIENCE);
        }
        end.run();
    }

    boolean haveCome() {
        return came.get();
    }
}
