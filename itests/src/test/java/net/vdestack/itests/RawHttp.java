package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Sends what a well-behaved client would not, each over a connection of its own, and reads what comes back. */
final class RawHttp {
    /** Who gets no answer for so long waits for ever. */
    private static final int HANGS_MILLIS = (int) TimeUnit.SECONDS.toMillis(20);

    private final int port;
    private int address;

    RawHttp(int port) {
        this.port = port;
    }

    /**
     * An answer; its status is 0 if the server has closed the connection without one. Names of headers are in lower
     * case.
     */
    record Answer(int status, Map<String, String> headers, String body) {
        boolean isRefusal() {
            return status >= 400;
        }

        String type() {
            return headers.getOrDefault("content-type", "").replaceAll(";.*", "");
        }
    }

    /** A connection from another address than the last ones, so that this server takes it for another client. */
    Socket connect() throws IOException {
        address = address % 240 + 1;
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) address}), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(HANGS_MILLIS);
        return socket;
    }

    /** Sends these bytes and nothing after them. */
    Answer send(byte[] request) throws IOException {
        try (Socket socket = connect()) {
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
            } catch (IOException e) {
                // it has refused already, and closed
            }
            return read(socket.getInputStream());
        }
    }

    /** Of a stream, the beginning. */
    private static Answer read(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        String head = "";
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                read.write(octet);
                if (octet == '\n' && read.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                    head = read.toString(ISO_8859_1);
                    read.reset();
                    if (head.startsWith("HTTP/1.1 100 ")) {
                        continue;
                    }
                    break;
                }
            }
            Map<String, String> headers = headers(head);
            boolean endless = headers.getOrDefault("content-type", "").matches("text/event-stream.*|application/vnd.*");
            if (!endless) {
                in.transferTo(read);
            }
            return new Answer(status(head), headers, body(headers, read.toByteArray()));
        } catch (java.net.SocketException e) {
            // reset, since it has not read all that was sent: what has come until then counts
            return new Answer(status(head), headers(head), body(headers(head), read.toByteArray()));
        }
    }

    private static int status(String head) {
        return head.isEmpty() ? 0 : Integer.parseInt(head.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
    }

    private static Map<String, String> headers(String head) {
        Map<String, String> headers = new TreeMap<>();
        head.lines().skip(1).filter(line -> line.contains(":")).forEach(line -> {
            String[] parts = line.split(":", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
        });
        return headers;
    }

    private static String body(Map<String, String> headers, byte[] sent) {
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return new String(sent, UTF_8);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int at = 0; at < sent.length; ) {
            String size = new String(sent, at, Math.min(16, sent.length - at), ISO_8859_1).split("\r\n", 2)[0];
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                // and what answers the next request
                int end = Math.min(sent.length, at + size.length() + 4);
                body.write(sent, end, sent.length - end);
                break;
            }
            body.write(sent, at + size.length() + 2, length);
            at += size.length() + 2 + length + 2;
        }
        return body.toString(UTF_8);
    }
}
