package net.vdestack.linux.stack;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import net.vdestack.api.InvalidSpecException;
import net.vdestack.api.InvalidSpecException.Mistake;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.MacAddress;
import net.vdestack.api.StackSpec;
import net.vdestack.api.configuration.Configuration;
import net.vdestack.linux.command.Commands;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.netlink.RouteNetlink;

/** Makes the changes of a stack, one at a time, each as a whole or not at all. Thread safe. */
final class StackChanges {
    private static final Logger LOG = System.getLogger(StackChanges.class.getName());

    private final Host host;
    private final Namespace namespace;
    private final StackLinks links;
    private final Commands commands;
    private final StaticConfiguration configuration;
    private final ReentrantLock changing = new ReentrantLock();
    /** Written under the lock. */
    private volatile StackSpec spec;

    private volatile boolean ended;

    /**
     * Of a stack that has no link yet.
     *
     * @param wanted what it is to become
     */
    StackChanges(StackSpec wanted, Host host, Namespace namespace, StackLinks links, Commands commands) {
        this.spec = new StackSpec(
                wanted.name(),
                List.of(),
                "",
                "",
                wanted.underlay(),
                wanted.netns(),
                wanted.labels(),
                wanted.ephemeral());
        this.host = host;
        this.namespace = namespace;
        this.links = links;
        this.commands = commands;
        this.configuration = new StaticConfiguration(wanted.name());
    }

    /** How the stack is specified now. */
    StackSpec spec() {
        return spec;
    }

    /**
     * Makes of a stack without links what is specified.
     *
     * @param macs Ethernet addresses for links that are not given one
     */
    void create(StackSpec wanted, Map<String, MacAddress> macs) throws IOException {
        update(wanted, giving(macs, links::create));
    }

    /** The same for one that is known to be right, though networks may be away. */
    void restore(StackSpec wanted, Map<String, MacAddress> macs) throws IOException {
        exclusively(() -> become(wanted, giving(macs, links::restore)));
    }

    /** Makes it match a specification. */
    void update(StackSpec wanted) throws IOException {
        update(wanted, links::create);
    }

    private void update(StackSpec wanted, StackLinks.Maker maker) throws IOException {
        exclusively(() -> {
            requireSameNamespace(wanted);
            requireUsableNetworks(wanted);
            become(wanted, maker);
        });
    }

    private static StackLinks.Maker giving(Map<String, MacAddress> macs, StackLinks.Maker maker) {
        return (link, underlay, route) -> {
            MacAddress mac = link.mac().orElse(macs.get(link.name()));
            return maker.make(mac == null ? link : link.withMac(mac), underlay, route);
        };
    }

    /** Applies a configuration string to the interfaces it names. */
    void configure(String config) throws IOException {
        Configuration wanted = Configuration.parse(config);
        exclusively(() -> allOrNothing((route, rollback) -> {
            configuration.apply(wanted, route, rollback);
            spec = spec.withConfig(configuration.applied().toString());
            return null;
        }));
    }

    /** Swaps a link to another network. */
    void connect(String link, String network) throws IOException {
        exclusively(() -> {
            StackLink found = links.get(link);
            StackSpec wanted = spec.withNetwork(link, network);
            found.connect(network);
            spec = wanted;
        });
    }

    /** Makes no more. One that is being made is not waited for; it fails when what it needs is closed. */
    void end() {
        ended = true;
    }

    private void requireSameNamespace(StackSpec wanted) {
        if (!wanted.netns().equals(spec.netns())) {
            throw InvalidSpecException.at(
                    "/netns",
                    "stack " + spec.name() + " cannot move to " + namespaceOf(wanted) + " from " + namespaceOf(spec)
                            + ": delete it and create it anew",
                    null);
        }
    }

    private static String namespaceOf(StackSpec spec) {
        return spec.netns().map(path -> "netns '" + path + "'").orElse("a namespace of its own");
    }

    /** A locator that is of no use is refused before anything is changed. */
    private void requireUsableNetworks(StackSpec wanted) throws IOException {
        Set<String> known = spec.links().stream().map(LinkSpec::network).collect(Collectors.toSet());
        List<Mistake> mistakes = new ArrayList<>();
        for (int i = 0; i < wanted.links().size(); i++) {
            String network = wanted.links().get(i).network();
            if (known.add(network)) {
                try {
                    host.defaultMtu(network, wanted.underlay());
                } catch (IllegalArgumentException e) {
                    mistakes.add(new Mistake("/links/" + i + "/network", e.getMessage()));
                }
            }
        }
        if (!mistakes.isEmpty()) {
            throw new InvalidSpecException(
                    mistakes.stream().map(Mistake::detail).collect(Collectors.joining("; ")), mistakes, null);
        }
    }

    private void become(StackSpec wanted, StackLinks.Maker maker) throws IOException {
        if (wanted.equals(spec)) {
            return;
        }
        StackChange change = new StackChange(spec, wanted, links, configuration, commands);
        List<StackLink> removed = allOrNothing((route, rollback) -> change.make(maker, route, rollback));
        spec = wanted;
        removed.forEach(this::close);
    }

    private void close(StackLink removed) {
        try {
            removed.close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "stack " + spec.name() + ": removing link " + removed.name(), e);
        }
    }

    private interface Change {
        void make() throws IOException;
    }

    private void exclusively(Change change) throws IOException {
        changing.lock();
        try {
            if (ended) {
                throw new IllegalStateException("stack " + spec.name() + " is closed");
            }
            change.make();
        } catch (IOException e) {
            if (ended) {
                throw new IOException("stack " + spec.name() + " was closed while it was being changed", e);
            }
            throw e;
        } finally {
            changing.unlock();
        }
    }

    /** Steps that are taken back if one of them fails. */
    private interface Steps<T> {
        T take(RouteNetlink route, Rollback rollback) throws IOException;
    }

    private <T> T allOrNothing(Steps<T> steps) throws IOException {
        Rollback rollback = new Rollback(spec.name());
        try (RouteNetlink route = RouteNetlink.open(namespace)) {
            try {
                return steps.take(route, rollback);
            } catch (IOException | RuntimeException | Error e) {
                rollback.run(e);
                throw e;
            }
        }
    }
}
