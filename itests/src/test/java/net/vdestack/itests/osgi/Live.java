package net.vdestack.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.NetworkStack;
import net.vdestack.itests.NumberStream;
import net.vdestack.itests.platform.Inside;

/** Two stacks and a connection in use between them. */
final class Live implements AutoCloseable {
    private final Inside inside;
    private final NetworkStack from;
    private final NetworkStack to;
    private final Events events;
    private final NumberStream stream;

    Live(Inside inside, String network) throws Exception {
        this.inside = inside;
        this.from = Stacks.create(inside, "alice", network, "10.6.0.1");
        this.to = Stacks.create(inside, "bob", network, "10.6.0.2");
        this.events = new Events(inside);
        this.stream = new NumberStream(from, to, "10.6.0.2");
        stream.awaitFlow();
    }

    Inside inside() {
        return inside;
    }

    NetworkStack from() {
        return from;
    }

    /** Swaps both links to a network. */
    void connect(String network) throws IOException {
        from.connect("vde0", network);
        to.connect("vde0", network);
    }

    void awaitFlow() throws Exception {
        stream.awaitFlow();
    }

    void awaitLinks(ForwarderState state) throws Exception {
        Stacks.awaitForwarders(inside, List.of(from, to), status -> status.state() == state);
    }

    long swaps() throws IOException {
        return from.statistics().links().get(0).swaps();
    }

    void awaitSwaps(long swaps) throws Exception {
        for (NetworkStack stack : List.of(from, to)) {
            inside.await(
                    swaps + " swaps", () -> stack.statistics().links().get(0).swaps() == swaps);
        }
    }

    /** Of both links, in this order. */
    void assertHeard(ForwarderState first, ForwarderState then) throws Exception {
        for (NetworkStack stack : List.of(from, to)) {
            String link = stack.name() + "/vde0 ";
            events.await(inside, link + first);
            events.await(inside, link + then);
            assertThat(events.heard()).containsSubsequence(link + first, link + then);
        }
    }

    void finish() throws Exception {
        stream.finish();
    }

    @Override
    public void close() throws IOException {
        stream.close();
        events.close();
    }
}
