package net.vdestack.forwarder.datagram;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.linux.syscall.ReceiveDrops;

/**
 * Counts what found no room in a network's sockets: it is lost before anybody here could see it. Confined to one
 * thread.
 */
final class ReceiveLosses implements AutoCloseable {
    /** How often to ask the kernel. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final PortContext context;
    private final ReceiveDrops[] sockets;
    /** Whether what a socket loses may be a run. */
    private final boolean[] runs;

    private long asked;
    /** Frames of a run, as they come at the moment. */
    private int usualFrames = 1;

    /** @param sockets borrowed */
    ReceiveLosses(PortContext context, UdpSocket... sockets) throws IOException {
        this.context = context;
        this.asked = context.nanoTime();
        this.sockets = new ReceiveDrops[sockets.length];
        this.runs = new boolean[sockets.length];
        for (int i = 0; i < sockets.length; i++) {
            this.sockets[i] = new ReceiveDrops(sockets[i].number());
            this.runs[i] = sockets[i].receivesRuns();
        }
    }

    /**
     * Notes how many frames runs are at the moment: the kernel counts a run that it drops as one, and what is lost is
     * like what comes.
     */
    void noteRuns(int frames) {
        usualFrames = frames;
    }

    /** Counts, if it is time to. To be called when frames have come. */
    void count(long now) {
        if (now - asked >= PAUSE_NANOS) {
            asked = now;
            count();
        }
    }

    private void count() {
        long losses = 0;
        for (int i = 0; i < sockets.length; i++) {
            losses += (long) sockets[i].more() * (runs[i] ? usualFrames : 1);
        }
        if (losses > 0) {
            context.dropped(DropReason.QUEUE_FULL, losses);
        }
    }

    /** Counts for the last time. The sockets must still be open. */
    @Override
    public void close() {
        count();
        for (ReceiveDrops socket : sockets) {
            socket.close();
        }
    }
}
