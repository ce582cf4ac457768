package net.vdestack.forwarder.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.PortContext;

/**
 * Takes a stream apart into frames, wherever it was cut into pieces. A record of length 0 means nothing. One that is
 * longer than any peer sends means that the stream is out of step: there is no way back.
 */
final class RecordReader {
    /** Bytes of a record's length. */
    static final int LENGTH = 2;
    /** As libvdeplug: two more than the longest frame. */
    private static final int MAX_LENGTH = FrameBatch.MAX_FRAME + 2;

    private final ByteBuffer bytes;
    private final PortContext context;
    private int start;
    private int end;

    /**
     * @param bytes room for several of the longest records
     * @param context told of records that are no frames
     */
    RecordReader(ByteBuffer bytes, PortContext context) {
        this.bytes = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
        this.context = context;
    }

    /** Where the next piece goes. */
    int end() {
        return end;
    }

    /** How long the next piece may be; not 0 once all frames have been taken. */
    int room() {
        return bytes.capacity() - end;
    }

    /** A piece of so many bytes has been put there. */
    void add(int length) {
        end += length;
    }

    /** Appends the frames that are complete, as many as the batch has room for. */
    void take(FrameBatch batch) throws IOException {
        while (batch.hasRoom() && end - start >= LENGTH) {
            int length = Short.toUnsignedInt(bytes.getShort(start));
            if (length > MAX_LENGTH) {
                throw new IOException("the stream is out of step: a record of " + length + " bytes");
            }
            if (end - start - LENGTH < length) {
                break;
            }
            takeFrame(start + LENGTH, length, batch);
            start += LENGTH + length;
        }
        makeRoom();
    }

    private void takeFrame(int at, int length, FrameBatch batch) {
        if (length > FrameBatch.MAX_FRAME) {
            context.dropped(DropReason.OVERSIZE, 1);
        } else if (length >= FrameBatch.MIN_FRAME) {
            batch.memory().put(batch.free(), bytes, at, length);
            batch.append(length);
        } else if (length > 0) {
            context.dropped(DropReason.RUNT, 1);
        }
    }

    /** So that a record that has begun can be completed. */
    private void makeRoom() {
        if (start == end) {
            start = 0;
            end = 0;
        } else if (bytes.capacity() - start < LENGTH + MAX_LENGTH) {
            bytes.put(0, bytes, start, end - start);
            end -= start;
            start = 0;
        }
    }
}
