package net.vdestack.ctl.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What a server sends as it comes. Ends with an error, and not just so, when nothing comes any more. */
final class LiveStream extends FilterInputStream {
    private final Heartbeat heartbeat;

    /** @param heartbeat that closes the stream */
    LiveStream(InputStream body, Heartbeat heartbeat) {
        super(body);
        this.heartbeat = heartbeat;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        heartbeat.waits(true);
        try {
            int count = super.read(buffer, offset, length);
            if (count < 0 && heartbeat.isDead()) {
                throw silence(null);
            }
            return count;
        } catch (IOException e) {
            throw heartbeat.isDead() ? silence(e) : new IOException("the connection was lost: " + e, e);
        } finally {
            heartbeat.waits(false);
        }
    }

    private static IOException silence(IOException cause) {
        return new IOException("nothing comes from the server any more", cause);
    }

    @Override
    public void close() throws IOException {
        heartbeat.close();
        super.close();
    }
}
