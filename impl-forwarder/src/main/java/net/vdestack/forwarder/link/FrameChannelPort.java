package net.vdestack.forwarder.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FrameChannel;
import net.vdestack.api.forwarding.spi.FramePort;

/**
 * Makes a non-blocking port of a channel that moves one frame at a time and may block: a thread for each direction,
 * with a bounded queue between. A full queue makes the other side wait.
 */
final class FrameChannelPort implements FramePort {
    private final FrameChannel channel;
    private final Consumer<String> down;
    private final FrameRing incoming;
    private final FrameRing outgoing;
    private final Thread reader;
    private final Thread writer;
    private volatile boolean closing;
    private boolean closed;

    private FrameChannelPort(FrameChannel channel, FrameRing incoming, FrameRing outgoing, Starter starter) {
        this.channel = channel;
        this.down = starter.down();
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.reader = starter.thread(this::read, "-reader");
        this.writer = starter.thread(this::write, "-writer");
    }

    private record Starter(String name, ThreadFactory threads, Consumer<String> down) {
        Thread thread(Runnable task, String suffix) {
            Thread thread = threads.newThread(task);
            thread.setName(name + suffix);
            return thread;
        }
    }

    /**
     * @param channel the port's to close, also when this fails
     * @param down told why the channel ended
     */
    static FrameChannelPort open(FrameChannel channel, String name, ThreadFactory threads, Consumer<String> down)
            throws IOException {
        FrameRing incoming = null;
        try {
            incoming = new FrameRing();
            FrameRing outgoing = new FrameRing();
            FrameChannelPort port = new FrameChannelPort(channel, incoming, outgoing, new Starter(name, threads, down));
            port.reader.start();
            port.writer.start();
            return port;
        } catch (IOException e) {
            if (incoming != null) {
                incoming.close();
            }
            channel.close();
            throw e;
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
                incoming.event().signal();
            }
        } catch (IOException | RuntimeException e) {
            ended(e.toString());
        }
    }

    private void write() {
        try {
            while (outgoing.awaitFrame()) {
                channel.send(outgoing.first());
                outgoing.take();
                outgoing.event().clear();
            }
        } catch (IOException | RuntimeException e) {
            ended(e.toString());
        }
    }

    private void ended(String reason) {
        if (!closing) {
            down.accept(reason);
        }
    }

    @Override
    public int receive(FrameBatch batch) {
        incoming.event().clear();
        int before = batch.size();
        while (batch.size() < batch.capacity() && !incoming.isEmpty()) {
            ByteBuffer frame = incoming.first();
            int slot = batch.size();
            batch.memory().put(batch.offset(slot), frame, 0, frame.capacity());
            batch.append(slot, frame.capacity());
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
            if (length > channel.maxFrame()) {
                batch.drop(slot, DropReason.OVERSIZE);
                continue;
            }
            outgoing.free().put(0, batch.memory(), batch.offset(slot), length);
            outgoing.put(length);
        }
        if (outgoing.isFull()) {
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
        closing = true;
        incoming.end();
        outgoing.end();
        try {
            channel.close();
        } finally {
            join(reader);
            join(writer);
            incoming.close();
            outgoing.close();
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        for (; ; ) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
