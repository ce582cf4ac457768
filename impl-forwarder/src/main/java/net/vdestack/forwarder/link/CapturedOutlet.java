package net.vdestack.forwarder.link;

import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.capture.Capture;
import net.vdestack.forwarder.capture.Direction;

/** An outlet that is watched: frames are recorded as they were before an answer to them could come in. */
final class CapturedOutlet implements Outlet {
    private final Capture capture;
    private final Outlet outlet;
    private final long[] places;

    /** @param slots how many a batch has at most */
    CapturedOutlet(Capture capture, Outlet outlet, int slots) {
        this.capture = capture;
        this.outlet = outlet;
        this.places = new long[slots];
    }

    @Override
    public int send(FrameBatch batch, int from) {
        int size = batch.size();
        for (int slot = from; slot < size; slot++) {
            places[slot] = capture.reserve(batch.length(slot));
        }
        int taken = 0;
        try {
            taken = outlet.send(batch, from);
        } finally {
            for (int slot = from; slot < from + taken; slot++) {
                capture.record(
                        places[slot], Direction.OUTBOUND, batch.memory(), batch.offset(slot), batch.dropped(slot));
            }
            for (int slot = from + taken; slot < size; slot++) {
                capture.forget(places[slot]);
            }
        }
        return taken;
    }
}
