package net.vdestack.forwarder.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.blackhole.NullProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The search is turned by hand, with attachments that nobody uses. */
class SearchTest {
    private static final LinkEnd NOBODY = new LinkEnd(null, null, null);

    private final ForwarderProvider provider = new NullProvider();
    private final Providers providers = new Providers();
    private final List<Integer> attempts = new ArrayList<>();
    private Attachment coming;
    private final Search search = new Search(
            () -> new Attachment(new Locator("null", ""), NOBODY, providers, null, null), (next, attempt) -> {
                coming = next;
                attempts.add(attempt);
            });

    @BeforeEach
    void plugIn() throws IOException {
        providers.add(provider);
        coming = search.begin();
        find();
    }

    private void find() throws IOException {
        Attachment found = coming;
        found.open(0);
        search.attached(found);
        search.detached(found);
    }

    @Test
    void looksLessAndLessOftenForANetworkThatCannotBeOpened() {
        search.lost(true);
        search.failed(1, new IOException());
        search.failed(2, new IOException());

        assertThat(attempts).containsExactly(1, 2, 3);
    }

    @Test
    void looksLessAndLessOftenForOneThatIsOfNoUse() throws IOException {
        search.lost(false);
        find();
        search.lost(false);
        find();
        search.lost(false);

        assertThat(attempts).containsExactly(1, 2, 3);
    }

    @Test
    void looksSoonForOneThatHasWorked() throws IOException {
        search.lost(false);
        search.failed(1, new IOException());
        find();
        search.lost(true);

        assertThat(attempts).containsExactly(1, 2, 1);
    }
}
