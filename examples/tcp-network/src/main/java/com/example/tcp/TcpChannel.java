package com.example.tcp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FrameChannel;
import net.vdestack.api.forwarding.spi.PortContext;

/**
 * The VDE stream, as vde_plug(1) has it on its standard input and output: a frame's length in two bytes, the higher one
 * first, and the frame. A length of 0 means nothing.
 */
final class TcpChannel implements FrameChannel {
    private final SocketChannel socket;
    private final PortContext context;
    /** Each belongs to one of the two threads. */
    private final ByteBuffer received = ByteBuffer.allocateDirect(Short.BYTES);

    private final ByteBuffer sent = ByteBuffer.allocateDirect(Short.BYTES);
    private final ByteBuffer[] sending = {sent, null};

    /** @param socket connected and blocking; the channel's to close */
    TcpChannel(SocketChannel socket, PortContext context) {
        this.socket = socket;
        this.context = context;
    }

    @Override
    public boolean receive(ByteBuffer frame) throws IOException {
        int start = frame.position();
        while (fill(received.clear())) {
            int length = Short.toUnsignedInt(received.getShort(0));
            if (length > FrameBatch.MAX_FRAME) {
                throw new IOException("the peer sends " + length + " bytes as a frame: this is no VDE stream");
            }
            if (length > 0 && !fill(frame.limit(start + length))) {
                throw cut();
            }
            if (length >= FrameBatch.MIN_FRAME) {
                return true;
            }
            if (length > 0) {
                context.dropped(DropReason.RUNT, 1);
                frame.position(start);
            }
        }
        return false;
    }

    /** Returns false if the stream has ended before the first byte. */
    private boolean fill(ByteBuffer bytes) throws IOException {
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            if (socket.read(bytes) < 0) {
                if (bytes.position() > start) {
                    throw cut();
                }
                return false;
            }
        }
        return true;
    }

    private static EOFException cut() {
        return new EOFException("the stream has ended within a frame");
    }

    @Override
    public void send(ByteBuffer frame) throws IOException {
        sent.clear().putShort((short) frame.remaining()).flip();
        sending[1] = frame;
        while (frame.hasRemaining()) {
            socket.write(sending);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
