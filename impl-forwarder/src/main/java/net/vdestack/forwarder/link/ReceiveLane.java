package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.Set;
import net.vdestack.api.forwarding.Offload;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.linux.syscall.PollSet;

/** From the network to the TAP. Lives as long as the port. */
final class ReceiveLane implements Lane {
    private final FramePort port;
    private final TapSink sink;
    private final BatchMemory memory;
    private final FrameBatch batch;
    private final Joiner joiner;

    /** @param offloads what the TAP can do */
    ReceiveLane(FramePort port, TapSink sink, Set<Offload> offloads) throws IOException {
        this.port = port;
        this.sink = sink;
        this.joiner = new Joiner(offloads.contains(Offload.USO));
        this.memory = BatchMemory.toReceive();
        this.batch = memory.batch();
    }

    @Override
    public int turn() throws IOException {
        batch.clear();
        int received = port.receive(batch);
        for (int first = 0; first < received; first += Joiner.MAX_FRAMES) {
            sink.deliver(batch, first, Math.min(Joiner.MAX_FRAMES, received - first), joiner);
        }
        return received;
    }

    @Override
    public void watch(PollSet set, int entry) {
        set.watch(entry, port.readDescriptor(), PollSet.POLLIN);
    }

    @Override
    public void close() {
        joiner.close();
        memory.close();
    }
}
