package net.vdestack.forwarder.link;

import java.io.IOException;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.linux.syscall.PollSet;

/** From the network to the TAP. Lives as long as the port. */
final class ReceiveLane implements Lane {
    private final FramePort port;
    private final FrameSink sink;
    private final BatchMemory memory = new BatchMemory();
    private final FrameBatch batch = memory.batch();

    ReceiveLane(FramePort port, FrameSink sink) throws IOException {
        this.port = port;
        this.sink = sink;
    }

    @Override
    public int turn() throws IOException {
        batch.clear();
        int received = port.receive(batch);
        if (received > 0) {
            sink.deliver(batch, 0, received);
        }
        return received;
    }

    @Override
    public void watch(PollSet set, int entry) {
        set.watch(entry, port.readDescriptor(), PollSet.POLLIN);
    }

    @Override
    public void close() {
        memory.close();
    }
}
