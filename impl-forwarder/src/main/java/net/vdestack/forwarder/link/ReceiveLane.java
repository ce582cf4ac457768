package net.vdestack.forwarder.link;

import java.io.IOException;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.linux.syscall.PollSet;

/** From the network to the TAP. Lives as long as the port. */
final class ReceiveLane implements Lane {
    private final FramePort port;
    private final FrameSink sink;
    private final BatchPool batches;

    ReceiveLane(FramePort port, FrameSink sink, BatchPool batches) {
        this.port = port;
        this.sink = sink;
        this.batches = batches;
    }

    @Override
    public int turn() throws IOException {
        BatchMemory memory = batches.take();
        try {
            int received = port.receive(memory.batch());
            if (received > 0) {
                sink.deliver(memory.batch(), 0, received);
            }
            return received;
        } finally {
            batches.give(memory);
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

    /** The port is closed by who opened it. */
    @Override
    public void close() {}
}
