package net.vdestack.forwarder.lan;

import static net.vdestack.forwarder.fixture.Frames.BROADCAST;
import static net.vdestack.forwarder.fixture.Frames.batch;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.fixture.FakeContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanProviderTest {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;

    private final LanProvider provider = new LanProvider();
    private final FakeContext a = new FakeContext();
    private final FakeContext b = new FakeContext();

    private FramePort open(String name, FakeContext context) {
        return provider.open(new Locator("lan", name), context);
    }

    @Test
    void linksOfOneNameHearEachOther() throws IOException {
        FramePort port = open("one", a);
        open("one", b);
        byte[] frame = frame(BROADCAST, A, 60, 1);

        int taken = port.send(batch(frame), 0);

        assertThat(taken).isEqualTo(1);
        assertThat(b.delivered()).containsExactly(frame);
        assertThat(a.delivered()).isEmpty();
    }

    @Test
    void linksOfDifferentNamesDoNot() throws IOException {
        FramePort port = open("one", a);
        open("two", b);
        FrameBatch batch = batch(frame(BROADCAST, A, 60, 1));

        port.send(batch, 0);

        assertThat(batch.dropped(0)).isEqualTo(DropReason.NO_PEER);
        assertThat(b.delivered()).isEmpty();
    }

    @Test
    void aPortThatIsClosedHearsNothing() throws IOException {
        FramePort port = open("one", a);
        FramePort other = open("one", b);
        other.close();
        other.close();

        port.send(batch(frame(BROADCAST, A, 60, 1)), 0);

        assertThat(b.delivered()).isEmpty();
    }

    @Test
    void theSwitchGoesAwayWithItsLastPort() throws IOException {
        FramePort first = open("one", a);
        first.send(batch(frame(BROADCAST, B, 60, 1)), 0);
        first.close();
        open("one", a);
        FramePort again = open("one", b);
        FrameBatch batch = batch(frame(B, A, 60, 2));

        again.send(batch, 0);

        assertThat(a.delivered()).as("flooded, since nothing is remembered").hasSize(1);
    }

    @Test
    void hasNothingToWaitFor() throws IOException {
        FramePort port = open("one", a);

        assertThat(port.readDescriptor()).isEqualTo(FramePort.NO_DESCRIPTOR);
        assertThat(port.writeDescriptor()).isEqualTo(FramePort.NO_DESCRIPTOR);
        assertThat(port.receive(batch(1))).isZero();
    }

    @Test
    void suitsLinksOf1500Bytes() {
        assertThat(provider.mtu(new Locator("lan", "demo"), a.underlay())).isEqualTo(1500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-z_0.9", "123456789012345678901234567890123456789012345678901234567890123"})
    void takesNames(String name) throws IOException {
        open(name, a).close();

        assertThat(provider.mtu(new Locator("lan", name), a.underlay())).isEqualTo(1500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/b",
                "a b",
                "ä",
                "a\n",
                "demo/vni=1",
                "1234567890123456789012345678901234567890123456789012345678901234"
            })
    void refusesOtherNames(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(name, a))
                .withMessageContaining("'lan://" + name + "'")
                .withMessageContaining("1 to 63");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.mtu(new Locator("lan", name), a.underlay()))
                .withMessageContaining("1 to 63");
    }
}
