package net.vdestack.forwarder.link;

import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.capture.Capture;
import net.vdestack.forwarder.capture.Direction;

/** An inlet that is watched. */
final class CapturedInlet implements Inlet {
    private final Capture capture;
    private final Inlet inlet;

    CapturedInlet(Capture capture, Inlet inlet) {
        this.capture = capture;
        this.inlet = inlet;
    }

    @Override
    public DropReason deliver(FrameBatch batch, int slot) {
        long place = capture.reserve(batch.length(slot));
        DropReason dropped = null;
        try {
            dropped = inlet.deliver(batch, slot);
        } finally {
            capture.record(place, Direction.INBOUND, batch.memory(), batch.offset(slot), dropped);
        }
        return dropped;
    }
}
