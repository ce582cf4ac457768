package net.vdestack.forwarder.link;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.forwarder.capture.Capture;

/**
 * The captures of a link. They are wound around the ways in and out while they last, one around the other; without any,
 * frames pass as if there were no such thing. Thread safe.
 */
final class Captures {
    /** A stack with some links whose captures are stuck is still to be closed within 5 seconds. */
    private static final long END_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final LinkDevice device;
    private final TransmitLane lane;
    private final PooledLane transmitter;
    private final TapSink sink;
    private final ReentrantLock changing = new ReentrantLock();
    private final List<Capture> running = new ArrayList<>();
    private boolean closed;

    Captures(LinkDevice device, TransmitLane lane, PooledLane transmitter, TapSink sink) {
        this.device = device;
        this.lane = lane;
        this.transmitter = transmitter;
        this.sink = sink;
    }

    /** Begins one, which records every frame that passes after this has returned. */
    Capture start(WritableByteChannel channel) throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        changing.lock();
        try {
            if (closed) {
                throw new IOException("link " + device.name() + " of stack " + device.stack() + " is gone");
            }
            Capture capture = Capture.start(channel, device, this::remove);
            running.add(capture);
            rewind();
            return capture;
        } finally {
            changing.unlock();
        }
    }

    private void remove(Capture capture) {
        changing.lock();
        try {
            if (running.remove(capture)) {
                rewind();
            }
        } finally {
            changing.unlock();
        }
    }

    private void rewind() {
        Outlet outlet = lane.outlet();
        Inlet inlet = sink.inlet();
        for (Capture capture : running) {
            outlet = new CapturedOutlet(capture, outlet, lane.slots());
            inlet = new CapturedInlet(capture, inlet);
        }
        sink.through(inlet);
        Outlet wound = outlet;
        transmitter.execute(() -> lane.through(wound));
    }

    /** Ends them all, and begins no more. */
    void close() {
        List<Capture> last;
        changing.lock();
        try {
            closed = true;
            last = List.copyOf(running);
        } finally {
            changing.unlock();
        }
        last.forEach(capture -> capture.end(END_NANOS));
    }
}
