package net.vdestack.rest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request from 127.0.0.1 and its answer, without a container. */
final class FakeExchange {
    final Map<String, String> headers = new TreeMap<>(Map.of("Host", "localhost"));

    int status;
    final Map<String, String> answered = new TreeMap<>();
    final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    /** Whether the answer is complete, though it was made asynchronous. */
    boolean complete;

    /** What the container was given to run. */
    final List<Runnable> started = new ArrayList<>();

    final byte[] body;
    private final Input input;

    final HttpServletRequest request;
    final HttpServletResponse response;

    FakeExchange(String method, String path, String body) {
        this.body = body.getBytes(UTF_8);
        input = new Input(this.body);
        AsyncContext async = proxy(AsyncContext.class, (self, call, words) -> switch (call.getName()) {
            case "setTimeout" -> null;
            case "start" -> {
                started.add((Runnable) words[0]);
                yield null;
            }
            case "complete" -> {
                complete = true;
                yield null;
            }
            default -> throw new AssertionError(call);
        });
        request = proxy(HttpServletRequest.class, (self, call, words) -> switch (call.getName()) {
            case "getMethod" -> method;
            case "getRequestURI" -> path;
            case "getRemoteAddr" -> "127.0.0.1";
            case "getHeader" -> headers.get(words[0]);
            case "getContentType" -> headers.get("Content-Type");
            case "getContentLengthLong" -> Long.parseLong(headers.getOrDefault("Content-Length", "-1"));
            case "getAttribute" -> null;
            case "getInputStream" -> input;
            case "startAsync" -> async;
            default -> throw new AssertionError(call);
        });
        response = proxy(HttpServletResponse.class, (self, call, words) -> switch (call.getName()) {
            case "isCommitted" -> false;
            case "getStatus" -> status;
            case "setStatus" -> {
                status = (int) words[0];
                yield null;
            }
            case "setHeader" -> {
                answered.put((String) words[0], (String) words[1]);
                yield null;
            }
            case "reset", "setContentType", "setContentLength" -> null;
            case "getOutputStream" -> new Output();
            default -> throw new AssertionError(call);
        });
    }

    FakeExchange with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    String text() {
        return answer.toString(UTF_8);
    }

    /** The most that was asked for at once. */
    int largestRead() {
        return input.largest;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static final class Input extends BytesInputStream {
        private int largest;

        Input(byte[] body) {
            super(body);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            largest = Math.max(largest, length);
            return super.read(buffer, offset, length);
        }

        @Override
        public byte[] readNBytes(int length) throws IOException {
            largest = Math.max(largest, length);
            return super.readNBytes(length);
        }
    }

    private final class Output extends ServletOutputStream {
        @Override
        public void write(int octet) {
            answer.write(octet);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new AssertionError("asynchronous");
        }
    }
}
