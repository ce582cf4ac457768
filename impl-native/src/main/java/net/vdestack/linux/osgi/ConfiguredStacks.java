package net.vdestack.linux.osgi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.vdestack.api.FailedStack;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.MacAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.linux.stack.StackIdentity;

/**
 * Keeps live stacks, their configurations and what is published of them in step.
 *
 * <p>Whatever is done to a stack is done under the lock of its name: first it is changed, then its configuration, or it
 * is changed back. When a configuration was changed, by us or by others, the two are compared and the stack is brought
 * in line; after a change of our own there is nothing to do. What others have changed and we have yet to hear of is
 * found before a change of our own.
 *
 * <p>Two things take no lock: services are shown and withdrawn without it, since everybody else's code comes with that;
 * and a stack that is deleted is closed without it, which ends the commands of whoever is changing it. The
 * configuration admin and the stack listeners are called with the lock held. Thread safe.
 */
@SuppressWarnings("try") // a lock is held for as long as its block lasts, and not used in it
final class ConfiguredStacks {
    private static final Logger LOG = System.getLogger(ConfiguredStacks.class.getName());

    private final StackRegistry live;
    private final Maker creator;
    private final Maker restorer;
    private final StackStore store;
    private final Function<NetworkStack, Publication> publisher;
    private final Executor executor;

    private final NameLocks locks = new NameLocks();
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();

    private volatile boolean stopped;

    /** Makes a stack. */
    interface Maker {
        NetworkStack make(StackSpec spec, StackIdentity identity) throws IOException;
    }

    /**
     * Why a stack that is configured is not running.
     *
     * @param revision of the configuration that was tried: another one is worth a try
     */
    private record Failure(FailedStack stack, Optional<StackStore.Revision> revision) {}

    private interface Kept {
        StackIdentity identity() throws IOException;
    }

    /** Something done to a stack that changes its specification. */
    interface Change {
        void apply(NetworkStack stack) throws IOException;
    }

    private static final class Running {
        private final NetworkStack stack;
        private final Publication publication;
        /** It will be closed, and there is no way back unless its configuration cannot be deleted. */
        private volatile boolean ending;
        /** Changed and not shown since. */
        private volatile boolean unshown = true;
        /** The underlay it is configured to have and has not; null if there is none to wait for. */
        private volatile String awaited;
        /** What the store had when we last looked or wrote. Under the lock of its name. */
        private Optional<StackSpec> stored;

        Running(NetworkStack stack, Publication publication, Optional<StackSpec> stored) {
            this.stack = stack;
            this.publication = publication;
            this.stored = stored;
        }
    }

    /**
     * @param live knows stacks and changes them
     * @param creator makes them
     * @param restorer makes those that were stored, though their networks may be away
     * @param publisher what others will see of a stack
     * @param executor threads of the host
     */
    ConfiguredStacks(
            StackRegistry live,
            Maker creator,
            Maker restorer,
            StackStore store,
            Function<NetworkStack, Publication> publisher,
            Executor executor) {
        this.live = live;
        this.creator = creator;
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
            made = createAndStore(spec, StackIdentity.ofNew());
        }
        show(made);
        return made.stack;
    }

    private void requireFree(String name) throws IOException {
        if (running.containsKey(name)) {
            throw new IllegalStateException(
                    "a stack named " + name + " exists: delete it first, or choose another name");
        }
        if (store.contains(name)) {
            Failure failure = failures.get(name);
            throw new IllegalStateException("a stack named " + name + " is configured, but not running: "
                    + (failure == null
                            ? "it is about to start"
                            : failure.stack().error())
                    + ". Update it, or delete it first");
        }
    }

    private Running createAndStore(StackSpec spec, StackIdentity identity) throws IOException {
        NetworkStack stack = creator.make(spec, identity);
        Optional<StackSpec> stored;
        try {
            stored = store(stack);
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw new IOException("stack " + spec.name() + " cannot be stored: " + e.getMessage(), e);
        }
        return enter(stack, stored);
    }

    private Running enter(NetworkStack stack, Optional<StackSpec> stored) {
        Running made = new Running(stack, publisher.apply(stack), stored);
        running.put(stack.name(), made);
        failures.remove(stack.name());
        running.values().stream()
                .filter(each -> stack.name().equals(each.awaited))
                .forEach(each -> reconcileLater(each.stack.name()));
        if (stopped) {
            // whoever has stopped us may not have seen it
            made.publication.withdraw();
        }
        return made;
    }

    /** What is stored then. */
    private Optional<StackSpec> store(NetworkStack stack) throws IOException {
        StackSpec spec = stack.spec();
        if (spec.ephemeral()) {
            store.delete(spec.name());
            return Optional.empty();
        }
        store.put(spec, identity(stack));
        return Optional.of(spec);
    }

    private static StackIdentity identity(NetworkStack stack) throws IOException {
        Set<String> given = stack.spec().links().stream()
                .filter(link -> link.mac().isPresent())
                .map(LinkSpec::name)
                .collect(Collectors.toSet());
        Map<String, MacAddress> macs = stack.links().stream()
                .filter(link -> !given.contains(link.name()))
                .collect(Collectors.toMap(LinkStatus::name, LinkStatus::mac));
        return new StackIdentity(stack.uid(), stack.createdAt(), macs);
    }

    private static void show(Running changed) {
        changed.unshown = false;
        changed.publication.refresh();
    }

    /** As {@link StackRegistry#update}. A stack that is configured and could not be started is tried again. */
    NetworkStack update(StackSpec spec) throws IOException {
        Running found;
        boolean ends = false;
        try (NameLocks.Held lock = locks.lock(spec.name())) {
            found = running.get(spec.name());
            if (found != null) {
                requireStaying(found);
                // what others have changed is replaced as a whole, but nothing comes back that they have deleted
                ends = mustEnd(found);
                if (!ends) {
                    StackSpec before = found.stack.spec();
                    live.update(spec);
                    storeChange(found, before);
                }
            } else if (store.contains(spec.name())) {
                found = createAndStore(spec, store.identity(spec.name()));
            } else {
                throw new IllegalStateException("there is no stack named " + spec.name() + ": create it");
            }
        }
        finishChange(found, ends);
        return found.stack;
    }

    /**
     * Changes a stack and stores the change.
     *
     * @throws IllegalStateException if the stack is closed, even if there is another one of its name
     */
    void change(NetworkStack stack, Change change) throws IOException {
        Running found;
        boolean ends;
        try (NameLocks.Held lock = locks.lock(stack.name())) {
            found = running.get(stack.name());
            if (found == null || found.stack != stack) {
                throw new IllegalStateException("stack " + stack.name() + " is closed");
            }
            requireStaying(found);
            ends = mustEnd(found);
            if (!ends) {
                followOthers(found);
                StackSpec before = stack.spec();
                change.apply(stack);
                storeChange(found, before);
            }
        }
        finishChange(found, ends);
    }

    private static void requireStaying(Running found) {
        if (found.ending) {
            throw new IllegalStateException("stack " + found.stack.name() + " is being deleted");
        }
    }

    /** Nothing that others have configured is overwritten, be it good or not. */
    private void followOthers(Running found) throws IOException {
        try {
            bringInLine(found);
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "stack " + found.stack.name() + " is not as configured, and cannot be changed before it is: "
                            + describe(e),
                    e);
        }
    }

    /** Without a lock. What was deleted by others, of which we had yet to hear, ends here. */
    private void finishChange(Running found, boolean ends) {
        if (ends) {
            end(found);
        }
        requireStaying(found);
        show(found);
    }

    /** @param before what it was: it is that again if it cannot be stored */
    private void storeChange(Running found, StackSpec before) throws IOException {
        NetworkStack stack = found.stack;
        found.unshown = true;
        try {
            found.stored = store(stack);
            if (found.ending) {
                // whoever deletes it may have done so before it was stored
                store.delete(stack.name());
            }
        } catch (IOException e) {
            undo(before, e);
            throw new IOException(
                    "stack " + stack.name() + " is as before, since the change cannot be stored: " + e.getMessage(), e);
        }
    }

    private void undo(StackSpec before, IOException reason) throws IOException {
        try {
            live.update(before);
        } catch (IOException | RuntimeException e) {
            IOException failure = new IOException(
                    "stack " + before.name() + " is changed, but the change cannot be stored: " + reason.getMessage()
                            + "; nor be undone: " + describe(e),
                    reason);
            failure.addSuppressed(e);
            throw failure;
        }
    }

    /** As {@link StackRegistry#delete}, with its configuration. */
    boolean delete(String name) {
        try {
            Running found = running.get(name);
            boolean configured = false;
            if (found == null) {
                try (NameLocks.Held lock = locks.lock(name)) {
                    found = running.get(name);
                    configured = found == null && store.delete(name);
                    failures.remove(name);
                }
            }
            if (found != null) {
                delete(found);
            }
            return found != null || configured;
        } catch (IOException e) {
            throw new UncheckedIOException("stack " + name + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    /** Without a lock: whoever is changing the stack may have it for as long as a command runs. */
    private void delete(Running found) throws IOException {
        found.ending = true;
        try {
            store.delete(found.stack.name());
        } catch (IOException e) {
            found.ending = false;
            throw e;
        }
        end(found);
    }

    /** Without a lock. Whoever comes second waits for the first. */
    private void end(Running ending) {
        String name = ending.stack.name();
        ending.publication.withdraw();
        ending.stack.close();
        try (NameLocks.Held lock = locks.lock(name)) {
            if (running.remove(name, ending)) {
                failures.remove(name);
            }
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

    /** As {@link StackRegistry#failures}. */
    List<FailedStack> failures() {
        return failures.values().stream()
                .map(Failure::stack)
                .sorted(Comparator.comparing(FailedStack::name))
                .toList();
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
            if (found == null) {
                found = restoreIfWanted(name);
            } else if (found.ending) {
                return;
            } else {
                ends = mustEnd(found);
                if (!ends) {
                    bringInLine(found);
                    if (found.stored.isPresent()) {
                        NetworkStack stack = found.stack;
                        keep(name, () -> identity(stack));
                    }
                }
            }
        }
        if (ends) {
            end(found);
        } else if (found != null && found.unshown) {
            show(found);
        }
    }

    private Running restoreIfWanted(String name) throws IOException {
        Failure before = failures.get(name);
        if (before != null && store.revision(name).equals(before.revision())) {
            return null;
        }
        StackIdentity identity = store.identity(name);
        Optional<StackSpec> wanted = Optional.empty();
        Running restored;
        try {
            wanted = store.find(name);
            if (wanted.isEmpty()) {
                failures.remove(name);
                return null;
            }
            restored = enter(restorer.make(wanted.get(), identity), wanted);
        } catch (IOException | RuntimeException e) {
            keep(name, () -> identity);
            FailedStack failed = new FailedStack(name, identity.uid(), identity.createdAt(), wanted, describe(e));
            failures.put(name, new Failure(failed, store.revision(name)));
            throw e;
        }
        keep(name, () -> identity(restored.stack));
        return restored;
    }

    /**
     * Stores of a stack what it keeps, if others have left that out or changed it, which is not theirs to do while it
     * is there. A stack is of use without. Under the lock of its name.
     */
    private void keep(String name, Kept kept) {
        try {
            store.keep(name, kept.identity());
        } catch (IOException | RuntimeException e) {
            Running found = running.get(name);
            // whoever deletes it does not wait for us, and it has no need of an identity any more
            if (found == null || !found.ending) {
                LOG.log(Level.WARNING, "stack {0}: its identity cannot be stored: {1}", name, describe(e));
            }
        }
    }

    /**
     * Whether it is not configured any more, or in another namespace: a stack cannot move to that, and is made anew
     * there. Then it is ending.
     */
    private boolean mustEnd(Running found) throws IOException {
        StackSpec spec = found.stack.spec();
        Optional<StackSpec> wanted;
        try {
            wanted = store.find(spec.name());
        } catch (IllegalArgumentException e) {
            // no good, but there
            return false;
        }
        boolean ends = wanted.isPresent() ? !wanted.get().netns().equals(spec.netns()) : found.stored.isPresent();
        if (ends) {
            found.ending = true;
        }
        return ends;
    }

    /** Makes of a live stack what others have configured since we last looked. */
    private void bringInLine(Running found) throws IOException {
        Optional<StackSpec> wanted = store.find(found.stack.name());
        if (wanted.isPresent() && !wanted.equals(found.stored)) {
            // before it is looked for: it may come just then
            found.awaited = wanted.get().underlay().orElse(null);
            live.update(wanted.get());
            found.awaited = null;
            found.stored = wanted;
            found.unshown = true;
        }
    }

    private static String describe(Throwable e) {
        return e instanceof IllegalArgumentException || e instanceof IOException ? e.getMessage() : e.toString();
    }

    /** Withdraws all and does nothing any more. Closing the stacks is up to their owner. */
    void stop() {
        stopped = true;
        running.values().forEach(each -> each.publication.withdraw());
    }
}
