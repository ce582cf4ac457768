package net.vdestack.forwarder.link;

import java.io.IOException;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.linux.syscall.PollSet;

/** From the network to the TAP. Lives as long as the port. */
final class ReceiveLane implements Lane {
    private static final int FEW = 16;

    private final FramePort port;
    private final TapSink sink;
    private final BufferPool<ReceiveBuffers> pool;

    ReceiveLane(FramePort port, TapSink sink, BufferPool<ReceiveBuffers> pool) {
        this.port = port;
        this.sink = sink;
        this.pool = pool;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // nothing is lost, nor late, if nobody else runs
    public int turn() throws IOException {
        ReceiveBuffers buffers = pool.take();
        try {
            FrameBatch batch = buffers.batch();
            int received = port.receive(batch);
            for (int first = 0; first < received; first += BURST) {
                if (first > 0) {
                    Thread.yield();
                }
                sink.deliver(batch, first, Math.min(BURST, received - first), buffers.joiner());
            }
            return received;
        } finally {
            pool.give(buffers);
        }
    }

    @Override
    public int awaitedDescriptor() {
        return port.readDescriptor();
    }

    @Override
    public int awaitedEvents() {
        return PollSet.POLLIN;
    }

    /**
     * A network that brings few frames at a time may have more of them in a moment, which then cost one delivery
     * together; and who waits for these may answer meanwhile. One that brings many would only be kept from bringing
     * more.
     */
    @Override
    public boolean yieldsAfter(int frames) {
        return frames > 0 && frames < FEW;
    }

    /** The port is closed by who opened it. */
    @Override
    public void close() {}
}
