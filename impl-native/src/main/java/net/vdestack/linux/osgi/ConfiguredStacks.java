package net.vdestack.linux.osgi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;

/**
 * Keeps live stacks, their configurations and what is published of them in step.
 *
 * <p>Whatever happens to a stack happens under the lock of its name: first it is changed, then its configuration. When
 * a configuration was changed, by us or by others, the two are compared and the stack is brought in line; after a
 * change of our own there is nothing to do. The framework is not called with a lock held, since everybody else's code
 * comes with it. Thread safe.
 */
@SuppressWarnings("try") // a lock is held for as long as its block lasts, and not used in it
final class ConfiguredStacks {
    private static final Logger LOG = System.getLogger(ConfiguredStacks.class.getName());

    private final StackRegistry live;
    private final Restorer restorer;
    private final StackStore store;
    private final Function<NetworkStack, Publication> publisher;
    private final Executor executor;

    private final NameLocks locks = new NameLocks();
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    /** Why a stack that is configured is not running. */
    private final Map<String, String> failures = new ConcurrentHashMap<>();

    private volatile boolean stopped;

    /** Makes a stack though its networks may be away. */
    interface Restorer {
        NetworkStack restore(StackSpec spec) throws IOException;
    }

    /** Something done to a stack that changes its specification. */
    interface Change {
        void apply(NetworkStack stack) throws IOException;
    }

    private static final class Running {
        private final NetworkStack stack;
        private final Publication publication;
        /** It will be closed, and there is no way back. Under the lock of its name. */
        private boolean ending;

        Running(NetworkStack stack, Publication publication) {
            this.stack = stack;
            this.publication = publication;
        }
    }

    /**
     * @param live makes stacks and changes them
     * @param restorer makes those that were stored
     * @param publisher what others will see of a stack
     * @param executor threads of the host
     */
    ConfiguredStacks(
            StackRegistry live,
            Restorer restorer,
            StackStore store,
            Function<NetworkStack, Publication> publisher,
            Executor executor) {
        this.live = live;
        this.restorer = restorer;
        this.store = store;
        this.publisher = publisher;
        this.executor = executor;
    }

    /** As {@link StackRegistry#create}; stored unless it is ephemeral. */
    NetworkStack create(StackSpec spec) throws IOException {
        Running made;
        try (NameLocks.Held lock = locks.lock(spec.name())) {
            requireFree(spec.name());
            made = createAndStore(spec);
        }
        made.publication.refresh();
        return made.stack;
    }

    private void requireFree(String name) throws IOException {
        if (running.containsKey(name)) {
            throw new IllegalStateException(
                    "a stack named " + name + " exists: delete it first, or choose another name");
        }
        if (store.contains(name)) {
            throw new IllegalStateException("a stack named " + name + " is configured, but not running: "
                    + failures.getOrDefault(name, "it is about to start") + ". Update it, or delete it first");
        }
    }

    private Running createAndStore(StackSpec spec) throws IOException {
        NetworkStack stack = live.create(spec);
        try {
            store(stack.spec());
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw new IOException("stack " + spec.name() + " cannot be stored: " + e.getMessage(), e);
        }
        return enter(stack);
    }

    private Running enter(NetworkStack stack) {
        Running made = new Running(stack, publisher.apply(stack));
        running.put(stack.name(), made);
        failures.remove(stack.name());
        return made;
    }

    private void store(StackSpec spec) throws IOException {
        if (spec.ephemeral()) {
            store.delete(spec.name());
        } else {
            store.put(spec);
        }
    }

    /** As {@link StackRegistry#update}. A stack that is configured and could not be started is tried again. */
    NetworkStack update(StackSpec spec) throws IOException {
        Running found;
        try (NameLocks.Held lock = locks.lock(spec.name())) {
            found = running.get(spec.name());
            if (found != null) {
                requireStaying(found);
                live.update(spec);
                storeChange(found.stack);
            } else if (store.contains(spec.name())) {
                found = createAndStore(spec);
            } else {
                throw new IllegalStateException("there is no stack named " + spec.name() + ": create it");
            }
        }
        found.publication.refresh();
        return found.stack;
    }

    /**
     * Changes a stack and stores the change.
     *
     * @throws IllegalStateException if the stack is closed, even if there is another one of its name
     */
    void change(NetworkStack stack, Change change) throws IOException {
        Running found;
        try (NameLocks.Held lock = locks.lock(stack.name())) {
            found = running.get(stack.name());
            if (found == null || found.stack != stack) {
                throw new IllegalStateException("stack " + stack.name() + " is closed");
            }
            requireStaying(found);
            change.apply(stack);
            storeChange(stack);
        }
        found.publication.refresh();
    }

    private static void requireStaying(Running found) {
        if (found.ending) {
            throw new IllegalStateException("stack " + found.stack.name() + " is being deleted");
        }
    }

    private void storeChange(NetworkStack stack) throws IOException {
        try {
            store(stack.spec());
        } catch (IOException e) {
            throw new IOException(
                    "stack " + stack.name() + " is changed, but the change cannot be stored: " + e.getMessage(), e);
        }
    }

    /** As {@link StackRegistry#delete}, with its configuration. */
    boolean delete(String name) {
        Running found;
        boolean configured;
        try (NameLocks.Held lock = locks.lock(name)) {
            configured = store.delete(name);
            failures.remove(name);
            found = running.get(name);
            if (found != null) {
                found.ending = true;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("stack " + name + " cannot be deleted: " + e.getMessage(), e);
        }
        if (found != null) {
            end(found);
        }
        return found != null || configured;
    }

    private void end(Running ending) {
        String name = ending.stack.name();
        ending.publication.withdraw();
        try (NameLocks.Held lock = locks.lock(name)) {
            ending.stack.close();
            running.remove(name, ending);
        }
        ending.publication.forget();
        // it may have been configured anew meanwhile
        reconcileLater(name);
    }

    Optional<NetworkStack> find(String name) {
        return live.find(name);
    }

    List<NetworkStack> stacks() {
        return live.stacks();
    }

    /**
     * Starts what is configured, each by itself.
     *
     * @param tried called when each is running or has failed
     */
    void start(Runnable tried) throws IOException {
        List<String> names = store.names();
        AtomicInteger waiting = new AtomicInteger(names.size() + 1);
        Runnable done = () -> {
            if (waiting.decrementAndGet() == 0) {
                tried.run();
            }
        };
        for (String name : names) {
            executor.execute(() -> {
                reconcile(name);
                done.run();
            });
        }
        done.run();
    }

    /** To be called when a configuration was changed or deleted. */
    void reconcileLater(String name) {
        if (!stopped) {
            executor.execute(() -> reconcile(name));
        }
    }

    /** Never throws: nobody would hear of it. */
    private void reconcile(String name) {
        try {
            if (!stopped) {
                compare(name);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            if (!stopped) {
                LOG.log(Level.ERROR, () -> "stack " + name + " is not as configured: " + describe(e));
            }
        }
    }

    private void compare(String name) throws IOException {
        Running found;
        boolean ends = false;
        try (NameLocks.Held lock = locks.lock(name)) {
            found = running.get(name);
            if (found != null && found.ending) {
                return;
            }
            Optional<StackSpec> wanted = wanted(name);
            if (wanted.isEmpty()) {
                failures.remove(name);
            }
            if (found == null) {
                found = wanted.isPresent() ? restore(wanted.get()) : null;
            } else if (mustEnd(found.stack.spec(), wanted)) {
                found.ending = true;
                ends = true;
            } else if (wanted.isPresent() && !found.stack.spec().equals(wanted.get())) {
                live.update(wanted.get());
            }
        }
        if (ends) {
            end(found);
        } else if (found != null) {
            found.publication.refresh();
        }
    }

    /** A stack cannot move to another namespace: it is made anew there. */
    private static boolean mustEnd(StackSpec spec, Optional<StackSpec> wanted) {
        return wanted.isPresent() ? !wanted.get().netns().equals(spec.netns()) : !spec.ephemeral();
    }

    private static String describe(Throwable e) {
        return e instanceof IllegalArgumentException || e instanceof IOException ? e.getMessage() : e.toString();
    }

    private Optional<StackSpec> wanted(String name) throws IOException {
        try {
            return store.find(name);
        } catch (IllegalArgumentException e) {
            failures.put(name, describe(e));
            throw e;
        }
    }

    private Running restore(StackSpec spec) throws IOException {
        try {
            return enter(restorer.restore(spec));
        } catch (IOException | RuntimeException e) {
            failures.put(spec.name(), describe(e));
            throw e;
        }
    }

    /** Withdraws all and does nothing any more. Closing the stacks is up to their owner. */
    void stop() {
        stopped = true;
        running.values().forEach(each -> each.publication.withdraw());
    }
}
