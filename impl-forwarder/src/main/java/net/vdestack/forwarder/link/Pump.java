package net.vdestack.forwarder.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.spi.FramePort;

/**
 * Moves the frames of a link between its TAP and what is attached, if something is. What it is attached to changes
 * under the link's lock, which is held whenever this is called.
 */
final class Pump {
    private static final Logger LOG = System.getLogger(Pump.class.getName());

    private final LinkEnd end;
    private final TapSink sink;
    private final TransmitLane lane;
    private final PooledLane transmitter;
    private final Captures captures;
    private Attachment attachment;

    /**
     * @param lost told by who is sending when a port fails to send
     * @param tapFailed told when the TAP cannot be read, and is not read any more
     */
    Pump(
            LinkDevice device,
            LinkCounters counters,
            LanePool<TransmitBuffers> transmitters,
            BiConsumer<FramePort, IOException> lost,
            Consumer<Throwable> tapFailed)
            throws IOException {
        sink = new TapSink(device.descriptor(), device.offloads(), counters);
        end = new LinkEnd(device, counters, sink);
        TapPort tap = new TapPort(device.name(), device.descriptor(), device.offloads(), counters);
        lane = new TransmitLane(tap, counters, transmitters.buffers(), lost);
        transmitter = transmitters.add(lane, device.threadFactory(), tapFailed);
        captures = new Captures(device, lane, transmitter, sink);
    }

    LinkEnd end() {
        return end;
    }

    /** Need no lock. */
    Captures captures() {
        return captures;
    }

    /** What it is attached to; null while that is nothing, when frames are dropped. */
    Attachment attachment() {
        return attachment;
    }

    void start() {
        transmitter.start();
    }

    /** Sends to a new connection from now on and leaves the one before. */
    void attach(Attachment next) {
        Attachment before = attachment;
        attachment = next;
        FramePort port = next.port();
        transmitter.execute(() -> lane.target(port));
        leave(before);
        // only now, so that what we send into one is not taken in from the other, should they be the same network
        next.start();
    }

    /** Drops what the stack sends from now on and leaves the network. */
    void detach() {
        Attachment before = attachment;
        attachment = null;
        transmitter.execute(() -> lane.target(null));
        leave(before);
    }

    /** Ends it. Nothing touches the TAP any more when this returns. */
    void stop() {
        transmitter.stop();
        leave(attachment);
        attachment = null;
        sink.close();
    }

    /** Closes a connection that nobody sends to. Needs no lock if it never was attached. */
    void leave(Attachment before) {
        if (before == null) {
            return;
        }
        try {
            before.close();
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.log(
                    Level.WARNING,
                    "stack {0}, link {1}: leaving {2}: {3}",
                    end.device().stack(),
                    end.device().name(),
                    before.network(),
                    Attachment.describe(e));
        }
    }
}
