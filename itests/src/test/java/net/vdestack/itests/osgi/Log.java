package net.vdestack.itests.osgi;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import net.vdestack.itests.platform.Inside;

/** What our bundles log from now on. System.Logger goes to java.util.logging, whatever takes it from there. */
final class Log extends Handler implements AutoCloseable {
    /** Kept, since java.util.logging forgets loggers that nobody holds. */
    private final Logger logger = Logger.getLogger("net.vdestack");

    private final List<String> messages = new CopyOnWriteArrayList<>();

    Log() {
        logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
        messages.add(entry.getMessage() + (entry.getThrown() == null ? "" : ": " + entry.getThrown()));
    }

    /** Waits for a message that contains all of these. */
    void await(Inside inside, String... parts) throws Exception {
        inside.await(
                "a message with " + List.of(parts) + ", not only " + messages,
                () -> messages.stream()
                        .anyMatch(message -> List.of(parts).stream().allMatch(message::contains)));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
