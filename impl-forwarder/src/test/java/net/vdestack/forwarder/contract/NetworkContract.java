package net.vdestack.forwarder.contract;

import static net.vdestack.forwarder.fixture.Frames.BROADCAST;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.SocketLink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every network promises that has room for more than two links. */
abstract class NetworkContract extends PairContract {
    private static final long C = 0x02_00_00_00_00_0cL;

    private SocketLink c;

    /** Whether it sends a frame only where its receiver was seen, once it was seen. */
    abstract boolean learns();

    @BeforeEach
    void plugInTheThird() throws Exception {
        c = plugIn("c", C);
    }

    @Test
    void bringsBroadcastsToEverybodyButTheSender() throws Exception {
        byte[] frame = frame(BROADCAST, A, 60, 1);
        a.send(frame);

        assertThat(b.receive()).isEqualTo(frame);
        assertThat(c.receive()).isEqualTo(frame);
        b.send(frame(BROADCAST, B, 60, 2));
        assertThat(Frames.number(a.receive())).as("its own does not come back").isEqualTo(2);
    }

    @Test
    void learnsWhereAddressesAre() throws Exception {
        introduce(a);
        introduce(b);
        introduce(c);
        for (int i = 0; i < 10; i++) {
            a.send(frame(B, A, 60, i));
            assertThat(Frames.number(b.receive())).isEqualTo(i);
        }
        a.send(frame(BROADCAST, A, 60, 100));

        assertThat(Frames.number(c.receive())).isEqualTo(learns() ? 100 : 0);
    }

    @Test
    void followsAnAddressThatMoves() throws Exception {
        introduce(b);
        c.send(frame(BROADCAST, B, 60, 1));
        assertThat(Frames.number(a.receive())).isEqualTo(1);
        assertThat(Frames.number(b.receive())).isEqualTo(1);

        a.send(frame(B, A, 60, 2));

        assertThat(Frames.number(c.receive())).isEqualTo(2);
    }

    @Test
    void servesTheOthersWhenOneLeaves() throws Exception {
        introduce(b);
        introduce(c);

        forwarder(b).close();

        assertThat(b.running()).isEmpty();
        byte[] frame = frame(C, A, 60, 1);
        a.send(frame);
        assertThat(c.receive()).isEqualTo(frame);
        assertThat(b.poll()).isNull();
        assertThatIOException().isThrownBy(() -> forwarder(b).connect(network("b")));
    }

    @Test
    void losesNothingWhenALinkIsSwappedToTheSameNetwork() throws Exception {
        introduce(b);
        for (int i = 0; i < 5; i++) {
            forwarder(a).connect(network("a"));
            byte[] out = frame(B, A, 60, i);
            a.send(out);
            assertThat(b.receive()).isEqualTo(out);
            byte[] in = frame(BROADCAST, B, 60, 100 + i);
            b.send(in);
            assertThat(a.receive()).isEqualTo(in);
        }
        assertThat(statistics(a).swaps()).isEqualTo(5);
        assertThat(a.poll()).as("a frame that came twice").isNull();
    }
}
