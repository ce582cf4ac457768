package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.Locator;

/**
 * The kinds of network that are installed. They come and go; of several providers for a scheme the one of the highest
 * ranking counts, and of equals the one added last. Thread safe.
 */
public final class Providers {
    private record Ranked(Offer offer, int ranking) {}

    /** The best comes first. No list is empty. */
    private final Map<String, List<Ranked>> byScheme = new TreeMap<>();

    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /** Makes a kind of network known, with ranking 0. */
    public void add(ForwarderProvider provider) {
        add(provider, 0);
    }

    /** The same with a ranking. One that is known already only gets the new ranking. */
    public void add(ForwarderProvider provider, int ranking) {
        Offer offer = find(provider).orElseGet(() -> new Offer(provider));
        change(offer.scheme(), offers -> {
            offers.removeIf(each -> each.offer() == offer);
            int place = 0;
            while (place < offers.size() && offers.get(place).ranking() > ranking) {
                place++;
            }
            offers.add(place, new Ranked(offer, ranking));
        });
    }

    /**
     * Takes a provider away. When this returns, no port of it is open and none of its code is run any more; only one
     * that keeps the thread of an opening in spite of its interruption is left to itself after 5 s, and logged.
     */
    public void remove(ForwarderProvider provider) {
        find(provider).ifPresent(offer -> {
            change(offer.scheme(), offers -> offers.removeIf(each -> each.offer() == offer));
            offer.withdraw();
        });
    }

    /** Takes all providers away. */
    void clear() {
        List<Offer> all;
        synchronized (this) {
            all = byScheme.values().stream()
                    .flatMap(List::stream)
                    .map(Ranked::offer)
                    .toList();
            byScheme.clear();
        }
        all.forEach(Offer::withdraw);
    }

    private synchronized Optional<Offer> find(ForwarderProvider provider) {
        return byScheme.values().stream()
                .flatMap(List::stream)
                .map(Ranked::offer)
                .filter(each -> each.isOf(provider))
                .findAny();
    }

    private void change(String scheme, Consumer<List<Ranked>> change) {
        boolean otherBest;
        synchronized (this) {
            Optional<Offer> before = best(scheme);
            List<Ranked> offers = byScheme.computeIfAbsent(scheme, key -> new ArrayList<>());
            change.accept(offers);
            if (offers.isEmpty()) {
                byScheme.remove(scheme);
            }
            otherBest = !before.equals(best(scheme));
        }
        if (otherBest) {
            listeners.forEach(each -> each.accept(scheme));
        }
    }

    /** Has somebody told of each scheme whose best provider is another one from now on, or none; on any thread. */
    void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** What counts for a scheme now. */
    synchronized Optional<Offer> best(String scheme) {
        return Optional.ofNullable(byScheme.get(scheme)).map(each -> each.get(0).offer());
    }

    /** The provider for a network, which is the user's until it releases the offer. */
    record Use(Offer offer, ForwarderProvider provider) {}

    /**
     * Uses the provider for a network.
     *
     * @throws IllegalArgumentException if there is none, naming those that there are
     */
    Use use(Locator network, Offer.User user) {
        for (; ; ) {
            Offer offer = best(network.scheme()).orElseThrow(() -> unknown(network));
            ForwarderProvider provider = offer.use(user);
            if (provider != null) {
                return new Use(offer, provider);
            }
            // it has left since, and is not the best any more
        }
    }

    private synchronized IllegalArgumentException unknown(Locator network) {
        String known = byScheme.isEmpty() ? "is none at all" : "are " + String.join("://, ", byScheme.keySet()) + "://";
        return new IllegalArgumentException("network '" + network + "': no provider for scheme " + network.scheme()
                + " is installed; there " + known);
    }

    /** What {@link ForwarderProvider#mtu} of the network's provider says. */
    int mtu(Locator network, Underlay underlay) throws IOException {
        Offer.User caller = new Offer.User() {
            @Override
            public void revoked(Offer offer) {
                // the answer comes soon
            }
        };
        Use use = use(network, caller);
        try {
            return use.provider().mtu(network, underlay);
        } finally {
            use.offer().release(caller);
        }
    }
}
