package net.vdestack.rest.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** A container and the client behind it, who takes what the test lets it take. */
final class FakeClient {
    /** What has come: data, {@code <flush>}, {@code <complete>}, {@code <abort>}. */
    final List<String> heard = new ArrayList<>();

    /** How many writes it takes before it has to be waited for. */
    int room = Integer.MAX_VALUE;

    /** It has gone: writes fail. */
    boolean gone;

    /** Done when somebody wants to answer it. */
    Runnable whenAnswered = () -> {};

    WriteListener writable;
    AsyncListener listener;

    final AsyncContext answer = proxy(AsyncContext.class, (self, method, words) -> switch (method.getName()) {
        case "getResponse" -> new HttpServletResponseWrapper(response());
        case "addListener" -> {
            listener = (AsyncListener) words[0];
            yield null;
        }
        case "complete" -> {
            heard.add("<complete>");
            yield null;
        }
        default -> throw new AssertionError(method);
    });

    private final class Output extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return room > 0;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            take(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public void flush() throws IOException {
            take("<flush>");
        }

        private void take(String what) throws IOException {
            if (gone) {
                throw new IOException("gone");
            }
            if (room <= 0) {
                throw new AssertionError("not ready for " + what);
            }
            room--;
            heard.add(what);
        }

        @Override
        public void write(int octet) {
            throw new AssertionError("byte by byte");
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            writable = listener;
        }
    }

    private HttpServletResponse response() {
        return proxy(HttpServletResponse.class, (self, method, words) -> switch (method.getName()) {
            case "getOutputStream" -> {
                whenAnswered.run();
                yield new Output();
            }
            case "setStatus", "setContentType", "setHeader" -> null;
            case "sendError" -> {
                heard.add(words[0].equals(-1) ? "<abort>" : "error " + words[0]);
                yield null;
            }
            default -> throw new AssertionError(method);
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
