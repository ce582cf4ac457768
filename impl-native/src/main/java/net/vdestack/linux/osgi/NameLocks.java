package net.vdestack.linux.osgi;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** A lock for each name that somebody uses, and none for the others. */
final class NameLocks {
    private final Map<String, NameLock> locks = new ConcurrentHashMap<>();

    /** Counts who has it or waits for it; changed inside the map's compute only. */
    @SuppressWarnings("serial") // is not written anywhere
    private static final class NameLock extends ReentrantLock {
        private int users;
    }

    /** To be closed by the thread that took it. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for a name. A thread may take one that it has. */
    Held lock(String name) {
        NameLock lock = locks.compute(name, (key, known) -> {
            NameLock used = known == null ? new NameLock() : known;
            used.users++;
            return used;
        });
        lock.lock();
        return () -> {
            lock.unlock();
            locks.compute(name, (key, used) -> --used.users == 0 ? null : used);
        };
    }

    /** How many names are in use. */
    int size() {
        return locks.size();
    }
}
