package net.vdestack.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Joins the TCP connections to its port two by two, byte for byte. When one of a pair ends, so does the other. */
public final class TcpRelay implements AutoCloseable {
    private final ServerSocket server;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    /** One that joins whoever connects from now on. */
    public TcpRelay() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(() -> {
            while (true) {
                join(accept(), accept());
            }
        });
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // closed, by one of the ends or by the test
                    }
                },
                "tcp-relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** The locator of the network that it makes, as the example knows it. */
    public String network() {
        return "tcp://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    private Socket accept() throws IOException {
        Socket socket = server.accept();
        accepted.add(socket);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void join(Socket one, Socket other) {
        start(() -> pass(one, other));
        start(() -> pass(other, one));
    }

    private static void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}
