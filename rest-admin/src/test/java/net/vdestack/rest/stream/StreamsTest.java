package net.vdestack.rest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.rest.http.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamsTest {
    private final Streams streams = new Streams();
    private final FakeClient client = new FakeClient();
    private final AtomicInteger ends = new AtomicInteger();
    private final Pipe source = new Pipe(() -> null, ends::incrementAndGet);

    @AfterEach
    void close() {
        streams.close();
    }

    private void open(Place place) throws IOException {
        streams.open(place, client.answer, ServerSentEvents.MEDIA_TYPE, source);
    }

    private List<Place> takeAll(String caller) {
        List<Place> taken = new ArrayList<>();
        for (int place = 0; place < Places.LIMIT_OF_ONE; place++) {
            taken.add(streams.place(caller));
        }
        return taken;
    }

    private void assertNoPlaceFor(String caller, String reason) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> streams.place(caller))
                .withMessage(reason + " already, which is the limit: end one of them")
                .matches(refusal -> refusal.status() == ProblemException.Status.TOO_MANY_REQUESTS)
                .matches(refusal -> refusal.headers().containsKey("Retry-After"));
    }

    @Test
    void oneCallerDoesNotTakeThePlacesOfOthers() {
        List<Place> taken = takeAll("greedy");

        assertNoPlaceFor("greedy", "the token 'greedy' has 64 streams");
        streams.place("modest");
        taken.get(0).close();
        taken.get(0).close();
        streams.place("greedy");
        assertNoPlaceFor("greedy", "the token 'greedy' has 64 streams");
    }

    @Test
    void thereIsALimitForAll() {
        for (int caller = 0; caller < Places.LIMIT / Places.LIMIT_OF_ONE; caller++) {
            takeAll("token" + caller);
        }

        assertNoPlaceFor("other", "there are 256 streams");
    }

    @Test
    void aStreamHasItsPlaceUntilItEnds() throws Exception {
        List<Place> taken = takeAll("one");
        try (Place place = taken.get(0)) {
            open(place);
        }
        assertNoPlaceFor("one", "the token 'one' has 64 streams");

        client.listener.onComplete(null);

        while (ends.get() == 0) {
            Thread.onSpinWait();
        }
        streams.place("one");
        assertNoPlaceFor("one", "the token 'one' has 64 streams");
    }

    @Test
    void noneIsLeftWhenOneBeginsAtTheEnd() throws Exception {
        Thread closing = new Thread(streams::close);
        client.whenAnswered = () -> {
            closing.start();
            while (closing.getState() != Thread.State.BLOCKED && closing.isAlive()) {
                Thread.onSpinWait();
            }
        };

        open(streams.place("one"));

        closing.join();
        assertThat(ends).hasValue(1);
        assertThat(client.heard).containsExactly("<complete>");
    }

    @Test
    void noneBeginsAfterTheEnd() {
        streams.close();

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> open(streams.place("one")))
                .withMessage("the platform is stopping");
        assertThat(ends).hasValue(0);
    }
}
