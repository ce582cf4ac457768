package net.vdestack.demo.app;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Answers every request of HTTP with the same page: plain {@code java.net}, whatever stack the socket is of. */
final class PageServer implements Closeable {
    private static final Logger LOG = System.getLogger(PageServer.class.getName());
    private static final int MAX_CLIENTS = 16;
    private static final int READ_MILLIS = 5000;
    /** Before the next client is accepted, when one could not be. */
    private static final int PAUSE_MILLIS = 1000;

    private final String stack;
    private final ServerSocket server;
    /** A client too many is turned away: better than to make it wait for slow ones. */
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, MAX_CLIENTS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), this::newThread);
    /** The server's end does not close what it has accepted. */
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

    private PageServer(String stack, ServerSocket server) {
        this.stack = stack;
        this.server = server;
    }

    /** @param server listening, and the page server's from now on */
    static PageServer start(String stack, ServerSocket server) {
        PageServer started = new PageServer(stack, server);
        started.newThread(started::acceptAll).start();
        return started;
    }

    private Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "demo-page-" + stack);
        thread.setDaemon(true);
        return thread;
    }

    private void acceptAll() {
        try {
            while (!server.isClosed()) {
                accept();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "page of {0}: interrupted", stack);
        }
    }

    private void accept() throws InterruptedException {
        try {
            serve(server.accept());
        } catch (IOException e) {
            if (!server.isClosed()) {
                // no descriptor is free, say: there may be one in a while
                LOG.log(Level.WARNING, "page of {0}: {1}", stack, e.getMessage());
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private void serve(Socket client) throws IOException {
        clients.add(client);
        try {
            threads.execute(() -> answer(client));
        } catch (RejectedExecutionException e) {
            clients.remove(client);
            client.close();
        }
    }

    private void answer(Socket client) {
        try (client) {
            client.setSoTimeout(READ_MILLIS);
            BufferedReader request =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String first = request.readLine();
            String line = first;
            while (line != null && !line.isEmpty()) {
                line = request.readLine();
            }
            if (line != null) {
                client.getOutputStream().write(response(first, client).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "page of {0}: {1}", stack, e.getMessage());
        } finally {
            clients.remove(client);
        }
    }

    private String response(String request, Socket client) {
        String page = page(client.getInetAddress().getHostAddress());
        String head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
                + page.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n";
        return request.startsWith("HEAD ") ? head : head + page;
    }

    private String page(String client) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <title>%1$s</title>
                <h1>This is %1$s</h1>
                <p>You are %2$s, and it is %3$s.</p>
                <p>This page comes from port 80 of a TCP/IP stack of its own, inside a JVM. Another stack serves the
                same page on its own port 80, and neither is a port of the machine.</p>
                </html>
                """.formatted(stack, client, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    /** Ends what is being served, too. */
    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdown();
        for (Socket client : clients) {
            client.close();
        }
    }
}
