package net.vdestack.forwarder.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FrameChannel;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.Drops;
import net.vdestack.linux.syscall.Waits;

/**
 * Makes a non-blocking port of a channel that moves one frame at a time and may block: a thread for each direction,
 * with a bounded queue between. A full queue makes the other side wait. Frames that are in a queue when the port is
 * closed are counted as dropped.
 */
final class FrameChannelPort implements FramePort {
    private static final Logger LOG = System.getLogger(FrameChannelPort.class.getName());
    /** How long a closed channel may take to return from a call, before and after its thread is interrupted. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private final FrameChannel channel;
    private final PortContext context;
    private final FrameRing incoming;
    private final FrameRing outgoing;
    private final Thread reader;
    private final Thread writer;
    /** Whether the sending side waits for room. */
    private volatile boolean awaitingRoom;

    private volatile boolean closed;

    private FrameChannelPort(
            FrameChannel channel, PortContext context, FrameRing incoming, FrameRing outgoing, ThreadFactory threads) {
        this.channel = channel;
        this.context = context;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.reader = threads.newThread(this::read);
        this.writer = threads.newThread(this::write);
    }

    /**
     * @param channel the port's to close, also when this fails
     * @param context told why the channel ended
     */
    static FrameChannelPort open(FrameChannel channel, String name, ThreadFactory threads, PortContext context)
            throws IOException {
        FrameRing incoming = null;
        FrameRing outgoing = null;
        FrameChannelPort port;
        try {
            incoming = new FrameRing();
            outgoing = new FrameRing();
            port = new FrameChannelPort(channel, context, incoming, outgoing, threads);
        } catch (IOException | RuntimeException e) {
            free(incoming);
            free(outgoing);
            channel.close();
            throw e;
        }
        port.reader.setName(name + "-reader");
        port.writer.setName(name + "-writer");
        port.reader.start();
        port.writer.start();
        return port;
    }

    private static void free(FrameRing ring) {
        if (ring != null) {
            ring.release();
            ring.release();
        }
    }

    private void read() {
        try {
            while (incoming.awaitRoom()) {
                ByteBuffer frame = incoming.free();
                if (!channel.receive(frame)) {
                    ended("the network has ended");
                    return;
                }
                incoming.put(frame.position());
                if (incoming.size() == 1) {
                    // else the other side has not come to the end of the queue yet, and will see this one too
                    incoming.event().signal();
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            ended(Attachment.describe(e));
        } finally {
            incoming.release();
        }
    }

    private void write() {
        try {
            while (outgoing.awaitFrame()) {
                channel.send(outgoing.first());
                outgoing.take();
                if (awaitingRoom) {
                    awaitingRoom = false;
                    outgoing.event().clear();
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            ended(Attachment.describe(e));
        } finally {
            outgoing.release();
        }
    }

    private void ended(String reason) {
        if (!closed) {
            context.down(reason);
        }
    }

    @Override
    public int receive(FrameBatch batch) {
        incoming.event().clear();
        int before = batch.size();
        while (batch.hasRoom() && !incoming.isEmpty()) {
            ByteBuffer frame = incoming.first();
            int length = frame.remaining();
            batch.memory().put(batch.free(), frame, 0, length);
            batch.append(length);
            incoming.take();
        }
        if (!incoming.isEmpty()) {
            incoming.event().signal();
        }
        incoming.wake();
        return batch.size() - before;
    }

    @Override
    public int send(FrameBatch batch, int from) {
        int slot = from;
        for (; slot < batch.size() && !outgoing.isFull(); slot++) {
            int length = batch.length(slot);
            DropReason unfit = Drops.ofLength(length, Math.min(channel.maxFrame(), FrameBatch.MAX_FRAME));
            if (unfit != null) {
                batch.drop(slot, unfit);
            } else {
                outgoing.free().put(0, batch.memory(), batch.offset(slot), length);
                outgoing.put(length);
            }
        }
        if (outgoing.isFull()) {
            awaitingRoom = true;
            outgoing.event().fill();
            if (!outgoing.isFull()) {
                // the writer made room in between, and may not do so again
                outgoing.event().clear();
            }
        }
        outgoing.wake();
        return slot - from;
    }

    @Override
    public int readDescriptor() {
        return incoming.event().number();
    }

    @Override
    public int writeDescriptor() {
        return outgoing.event().number();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        incoming.end();
        outgoing.end();
        try {
            channel.close();
        } finally {
            awaitThreads();
            context.dropped(DropReason.DISCONNECTED, incoming.size() + outgoing.size());
            incoming.release();
            outgoing.release();
        }
    }

    /** A channel that does not let go of its threads keeps them, and their memory, until it does. */
    private void awaitThreads() {
        if (!await(reader, writer)) {
            reader.interrupt();
            writer.interrupt();
            if (!await(reader, writer)) {
                LOG.log(
                        Level.WARNING,
                        "stack {0}, link {1}: {2} was closed and still blocks",
                        context.stack(),
                        context.link(),
                        channel);
            }
        }
    }

    private static boolean await(Thread... threads) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        boolean ended = true;
        for (Thread thread : threads) {
            Waits.uninterruptibly(() -> {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
                return null;
            });
            ended &= !thread.isAlive();
        }
        return ended;
    }
}
