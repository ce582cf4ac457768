package net.vdestack.rest.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import net.vdestack.rest.http.ProblemException.Status;

/**
 * The bodies of requests, each read whole before anybody uses it: it is small, or refused. Those of all requests
 * together fit into the heap: who finds no room waits until others have been answered. Thread safe.
 */
final class Bodies {
    static final int MAX_BYTES = 1 << 20;
    /** Of all. */
    static final int ROOM_BYTES = 16 << 20;
    /** What is read and thrown away of one that is too large, so that its client reads our answer. */
    private static final int MAX_DISCARDED_BYTES = 8 << 20;

    private final Semaphore room = new Semaphore(ROOM_BYTES, true);

    /**
     * Has the same request handled with its body in memory.
     *
     * @throws ProblemException if it is too large, not whole, or no JSON
     */
    void handle(HttpServletRequest request, HttpServletResponse response, Gate.Handler handler)
            throws ServletException, IOException {
        int taken = mostOf(request);
        room.acquireUninterruptibly(taken);
        try {
            byte[] body = read(request);
            room.release(taken - body.length);
            taken = body.length;
            if (body.length > 0) {
                requireJson(request.getContentType());
            }
            handler.handle(new Buffered(request, body), response);
        } finally {
            room.release(taken);
        }
    }

    private static int mostOf(HttpServletRequest request) {
        long told = request.getContentLengthLong();
        return told < 0 ? MAX_BYTES : (int) Math.min(told, MAX_BYTES);
    }

    private static byte[] read(HttpServletRequest request) {
        try {
            return readWhole(request);
        } catch (IOException e) {
            throw new ProblemException(
                            Status.BAD_REQUEST, "the body ends too early, or is not in chunks as the header says", e)
                    .header("Connection", "close");
        }
    }

    private static byte[] readWhole(HttpServletRequest request) throws IOException {
        InputStream in = request.getInputStream();
        byte[] body = request.getContentLengthLong() > MAX_BYTES ? null : in.readNBytes(MAX_BYTES + 1);
        if (body == null || body.length > MAX_BYTES) {
            discard(in);
            throw new ProblemException(
                            Status.CONTENT_TOO_LARGE, "the body has more than " + MAX_BYTES + " bytes, the limit")
                    .header("Connection", "close");
        }
        return body;
    }

    /** So that a client who is refused reads why. It takes no memory. */
    static void discard(HttpServletRequest request) {
        try {
            discard(request.getInputStream());
        } catch (IOException e) {
            // it ends too early: all the better
        }
    }

    private static void discard(InputStream in) throws IOException {
        byte[] buffer = new byte[8192];
        int left = MAX_DISCARDED_BYTES;
        while (left > 0) {
            int read = in.read(buffer, 0, Math.min(left, buffer.length));
            if (read < 0) {
                return;
            }
            left -= read;
        }
    }

    private static void requireJson(String contentType) {
        String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
        if (!type.equalsIgnoreCase("application/json")) {
            throw new ProblemException(
                    Status.UNSUPPORTED_MEDIA_TYPE,
                    (contentType == null ? "the body has no Content-Type" : "Content-Type is '" + contentType + "'")
                            + ": send application/json");
        }
    }

    private static final class Buffered extends HttpServletRequestWrapper {
        private final byte[] body;
        private ServletInputStream in;

        Buffered(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            if (in == null) {
                in = new BytesInputStream(body);
            }
            return in;
        }

        @Override
        public int getContentLength() {
            return body.length;
        }

        @Override
        public long getContentLengthLong() {
            return body.length;
        }
    }
}
