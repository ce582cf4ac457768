package net.vdestack.linux.stack;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import net.vdestack.api.CommandLine;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.InvalidSpecException;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.api.configuration.Configuration;
import net.vdestack.api.forwarding.Forwarders;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.linux.namespace.Opener;
import net.vdestack.linux.socket.OpenSockets;
import net.vdestack.linux.socket.StackSockets;
import net.vdestack.linux.syscall.Waits;

/** The stacks of this JVM. One for each JVM: what they share is opened at the first creation. */
public final class LinuxStacks implements StackRegistry, AutoCloseable {
    private static final Logger LOG = System.getLogger(LinuxStacks.class.getName());

    /**
     * A name is taken from the beginning of a creation to the end of the stack; while there is no namespace yet, by
     * nobody.
     */
    private final Map<String, Optional<LinuxStack>> stacks = new ConcurrentHashMap<>();

    private final List<StackListener> listeners = new CopyOnWriteArrayList<>();
    /** Held while a stack gets another underlay. */
    private final Lock moving = new ReentrantLock();

    private final Opener<Host> hostOpener;
    /** Read by those who create and change stacks, written when all is closed. */
    private final ReadWriteLock life = new ReentrantReadWriteLock();

    private volatile boolean closed;
    private Host host;

    /** For plain Java: frames are moved by the forwarder side on the class or module path. */
    public LinuxStacks() {
        this.hostOpener = () -> Host.open(Host.findForwarders(), this::underlay);
    }

    /** @param forwarders moves frames; stays the caller's */
    public LinuxStacks(Forwarders forwarders) {
        this.hostOpener = () -> Host.open(forwarders, this::underlay);
    }

    /** Asked each time that something is opened there: a stack may have ended, and another have its name. */
    private Underlay underlay(String name) {
        return findLinuxStack(name).map(LinuxStack::asUnderlay).orElseGet(() -> new AbsentUnderlay(name));
    }

    @Override
    public NetworkStack create(StackSpec spec) throws IOException {
        return create(spec, StackIdentity.ofNew());
    }

    /** The same for a stack that was there before. */
    public NetworkStack create(StackSpec spec, StackIdentity identity) throws IOException {
        requireUnderlay(spec);
        return make(spec, identity, LinuxStack::create);
    }

    /**
     * Creates a stack that is known to be right, though its networks or their providers may be away at the moment: its
     * links look for them, and it is {@link StackState#DEGRADED} until all are there.
     *
     * @throws IllegalArgumentException if the specification cannot be met by any machine; the message names the value
     * @throws IllegalStateException if a stack of that name exists or is being created
     * @throws IOException if the kernel or a command refuses; the name is free again and nothing is left
     */
    public NetworkStack restore(StackSpec spec, StackIdentity identity) throws IOException {
        return make(spec, identity, LinuxStack::restore);
    }

    private NetworkStack make(StackSpec spec, StackIdentity identity, LinuxStack.Start start) throws IOException {
        check(spec);
        return whileOpen(() -> {
            if (stacks.putIfAbsent(spec.name(), Optional.empty()) != null) {
                throw new IllegalStateException(
                        "a stack named " + spec.name() + " exists: delete it first, or choose another name");
            }
            boolean made = false;
            try {
                LinuxStack stack = LinuxStack.open(spec, identity, host(), new Events(spec.name()), this::forget);
                stacks.put(spec.name(), Optional.of(stack));
                bringUp(stack, spec, start);
                made = true;
                return stack;
            } finally {
                if (!made) {
                    stacks.remove(spec.name(), Optional.empty());
                    tell(listener -> listener.stackChanged(spec.name(), StackState.FAILED));
                }
            }
        });
    }

    /** Whoever closes all stacks either finds this one, or is seen here. */
    private void bringUp(LinuxStack stack, StackSpec spec, LinuxStack.Start start) throws IOException {
        try {
            requireOpen();
            // not before it can be found: of two that would carry each other, one finds the other
            requireNoCircle(spec);
            start.start(stack, spec);
            stack.announce();
        } catch (IOException | RuntimeException | Error e) {
            stack.close();
            throw e;
        }
    }

    @Override
    public NetworkStack update(StackSpec spec) throws IOException {
        check(spec);
        return whileOpen(() -> {
            LinuxStack stack = findLinuxStack(spec.name())
                    .orElseThrow(() -> new IllegalStateException(
                            "there is no stack named " + spec.name() + " to change: create it"));
            if (spec.underlay().equals(stack.spec().underlay())) {
                stack.update(spec);
            } else {
                move(stack, spec);
            }
            return stack;
        });
    }

    /** One at a time, or two could come to carry each other. */
    private void move(LinuxStack stack, StackSpec spec) throws IOException {
        moving.lock();
        try {
            requireUnderlay(spec);
            requireNoCircle(spec);
            stack.update(spec);
        } finally {
            moving.unlock();
        }
    }

    private void requireUnderlay(StackSpec spec) {
        spec.underlay().filter(name -> findLinuxStack(name).isEmpty()).ifPresent(name -> {
            throw InvalidSpecException.at(
                    "/underlay",
                    "underlay '" + name + "' of stack " + spec.name()
                            + ": there is no stack of that name; create it first, or name another one",
                    null);
        });
    }

    private void requireNoCircle(StackSpec spec) {
        Optional<String> next = spec.underlay();
        for (int i = 0; next.isPresent() && i <= stacks.size(); i++) {
            if (next.get().equals(spec.name())) {
                throw InvalidSpecException.at(
                        "/underlay",
                        "underlay '" + spec.underlay().get() + "' of stack " + spec.name() + ": is carried by "
                                + spec.name() + " itself; name another one",
                        null);
            }
            next = stacks.getOrDefault(next.get(), Optional.empty())
                    .flatMap(carrier -> carrier.spec().underlay());
        }
    }

    private <T> T whileOpen(Opener<T> task) throws IOException {
        life.readLock().lock();
        try {
            requireOpen();
            return task.open();
        } finally {
            life.readLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the stacks of this JVM have been closed");
        }
    }

    /**
     * Closes all stacks, and what they share. Creations and changes in progress fail. No thread and no descriptor is
     * left when it returns, and nothing can be created afterwards. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        closeStacks();
        life.writeLock().lock();
        try {
            Host last;
            synchronized (this) {
                last = host;
                host = null;
            }
            if (last != null) {
                last.close();
            }
        } finally {
            life.writeLock().unlock();
        }
    }

    /** All at once: each may take its time. Those being created as well. */
    private void closeStacks() {
        List<Thread> closers = new ArrayList<>();
        for (Optional<LinuxStack> each : stacks.values()) {
            each.ifPresent(stack -> closers.add(stack.newHostThread(stack::close)));
        }
        closers.forEach(Thread::start);
        for (Thread closer : closers) {
            Waits.uninterruptibly(() -> {
                closer.join();
                return null;
            });
        }
    }

    /**
     * Opens sockets of a stack and enters them into an account as well, which may be closed before the stack is.
     *
     * @param stack one of those from here
     */
    public StackSockets sockets(NetworkStack stack, OpenSockets account) {
        return ((LinuxStack) stack).socketsOf(account);
    }

    /** What can be known to be wrong without touching anything. */
    public static void check(StackSpec spec) {
        checkAt("/config", () -> checkConfiguration(spec));
        checkAt("/commands", () -> {
            if (!spec.commands().isBlank()) {
                CommandLine.parse(spec.commands());
            }
        });
    }

    private static void checkAt(String pointer, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            throw InvalidSpecException.at(pointer, e.getMessage(), e);
        }
    }

    private static void checkConfiguration(StackSpec spec) {
        for (String name : Configuration.parse(spec.config()).interfaces().keySet()) {
            boolean known = name.equals("lo")
                    || spec.netns().isPresent()
                    || spec.links().stream().map(LinkSpec::name).anyMatch(name::equals);
            if (!known) {
                throw new IllegalArgumentException("configuration '" + spec.config() + "': stack " + spec.name()
                        + " has no link " + name + "; name one it has with iface=");
            }
        }
    }

    private synchronized Host host() throws IOException {
        if (host == null) {
            host = hostOpener.open();
        }
        return host;
    }

    private void forget(LinuxStack stack) {
        stacks.computeIfPresent(
                stack.name(), (name, taken) -> taken.isPresent() && taken.get() == stack ? null : taken);
    }

    @Override
    public Optional<NetworkStack> find(String name) {
        return findLinuxStack(name).map(NetworkStack.class::cast);
    }

    private Optional<LinuxStack> findLinuxStack(String name) {
        return stacks.getOrDefault(name, Optional.empty()).filter(LinuxStack::isAnnounced);
    }

    @Override
    public List<NetworkStack> stacks() {
        return stacks.values().stream()
                .flatMap(Optional::stream)
                .filter(LinuxStack::isAnnounced)
                .sorted(Comparator.comparing(NetworkStack::name))
                .map(NetworkStack.class::cast)
                .toList();
    }

    @Override
    public boolean delete(String name) {
        Optional<NetworkStack> found = find(name);
        found.ifPresent(NetworkStack::close);
        return found.isPresent();
    }

    @Override
    public AutoCloseable addListener(StackListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void tell(Consumer<StackListener> event) {
        for (StackListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException | LinkageError | AssertionError e) {
                // the classes of a listener may be gone with its bundle
                LOG.log(Level.WARNING, "a stack listener failed", e);
            }
        }
    }

    /** Passes a stack's events on, one at a time. */
    private final class Events implements StackEvents {
        private final String stack;

        Events(String stack) {
            this.stack = stack;
        }

        @Override
        public synchronized void stackChanged(StackState state) {
            tell(listener -> listener.stackChanged(stack, state));
        }

        @Override
        public synchronized void linkChanged(String link, ForwarderStatus status) {
            tell(listener -> listener.linkChanged(stack, link, status));
        }
    }
}
