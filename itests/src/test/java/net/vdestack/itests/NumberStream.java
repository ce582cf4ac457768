package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A connection on which each byte that is missing, doubled or out of place shows. */
final class NumberStream {
    private NumberStream() {}

    /** Sends numbers at a modest rate until told to end. Returns how many. An interrupt would close the channel. */
    static long send(SocketChannel channel, AtomicBoolean ended) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(8 * 1024);
        long next = 0;
        while (!ended.get()) {
            buffer.clear();
            while (buffer.hasRemaining()) {
                buffer.putLong(next++);
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            LockSupport.parkNanos(1_000_000);
        }
        channel.shutdownOutput();
        return next;
    }

    /** Receives numbers until the end. Returns how many came in their order. */
    static long receive(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
        long next = 0;
        while (channel.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.remaining() >= Long.BYTES) {
                assertThat(buffer.getLong()).isEqualTo(next++);
            }
            buffer.compact();
        }
        return next;
    }
}
