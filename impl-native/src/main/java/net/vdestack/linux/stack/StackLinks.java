package net.vdestack.linux.stack;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.LinkSpec;
import net.vdestack.linux.netlink.RouteNetlink;

/** The links of a stack, in the order of its specification. Thread safe: they change as a whole. */
final class StackLinks {
    private final StackLink.Owner owner;
    private volatile List<StackLink> links = List.of();
    /** Guarded by this. */
    private boolean closed;

    /** Makes a link that is not one of these yet, and stays the caller's until it is. */
    interface Maker {
        StackLink make(LinkSpec spec, Optional<String> underlay, RouteNetlink route) throws IOException;
    }

    StackLinks(StackLink.Owner owner) {
        this.owner = owner;
    }

    /** Makes a link and plugs it in. Nothing is left if that fails. */
    StackLink create(LinkSpec spec, Optional<String> underlay, RouteNetlink route) throws IOException {
        return StackLink.create(spec, underlay, owner, route);
    }

    /** The same for a link that is known to be right, though its network may be away. */
    StackLink restore(LinkSpec spec, Optional<String> underlay, RouteNetlink route) throws IOException {
        return StackLink.restore(spec, underlay, owner, route);
    }

    /** A snapshot. */
    List<StackLink> all() {
        return links;
    }

    /** @throws IllegalArgumentException if there is none of that name */
    StackLink get(String name) {
        List<StackLink> now = links;
        return now.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("stack " + owner.stack() + " has no link " + name
                        + "; it has " + now.stream().map(StackLink::name).toList()));
    }

    /** Whether each has its network. */
    boolean areConnected() {
        return links.stream().allMatch(link -> link.forwarderStatus().state() == ForwarderState.CONNECTED);
    }

    /**
     * Takes these for the links from now on. Those that are none any more are the caller's to close.
     *
     * @throws IllegalStateException if closed
     */
    synchronized void set(List<StackLink> all) {
        if (closed) {
            throw new IllegalStateException("stack " + owner.stack() + " is closed");
        }
        links = List.copyOf(all);
    }

    /** Takes no others. Those that there are are the caller's to close. */
    synchronized List<StackLink> end() {
        closed = true;
        return links;
    }
}
