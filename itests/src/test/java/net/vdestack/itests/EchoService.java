package net.vdestack.itests;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.vdestack.api.NetworkStack;

/** Sends back what comes to a port of a stack, over TCP to one client after the other and over UDP. */
final class EchoService implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final ServerSocketChannel tcp;
    private final DatagramChannel udp;
    private final FutureTask<Void> tcpServing;
    private final FutureTask<Void> udpServing;
    /** The TCP client of now, or the last one; null before the first. */
    private volatile SocketChannel client;

    /** Serves both IP versions. The threads are the host's. */
    EchoService(NetworkStack stack, int port) throws IOException {
        tcp = stack.openServerSocketChannel().bind(new InetSocketAddress("::", port));
        udp = stack.openDatagramChannel().bind(new InetSocketAddress("::", port));
        tcpServing = start(this::serveTcp);
        udpServing = start(this::serveUdp);
    }

    /** Something that ends by an exception when its channel is closed. */
    @FunctionalInterface
    private interface Service {
        void serve() throws IOException;
    }

    private static FutureTask<Void> start(Service service) {
        FutureTask<Void> serving = new FutureTask<>(() -> {
            service.serve();
            return null;
        });
        Thread thread = new Thread(serving, "echo");
        thread.setDaemon(true);
        thread.start();
        return serving;
    }

    private void serveTcp() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        for (; ; ) {
            try (SocketChannel accepted = tcp.accept()) {
                client = accepted;
                while (accepted.read(buffer.clear()) >= 0) {
                    for (buffer.flip(); buffer.hasRemaining(); ) {
                        accepted.write(buffer);
                    }
                }
            }
        }
    }

    private void serveUdp() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        for (; ; ) {
            SocketAddress from = udp.receive(buffer.clear());
            udp.send(buffer.flip(), from);
        }
    }

    /** Fails if the service has failed before. */
    @Override
    public void close() throws IOException {
        tcp.close();
        udp.close();
        SocketChannel last = client;
        if (last != null) {
            last.close();
        }
        awaitEnd(tcpServing);
        awaitEnd(udpServing);
    }

    private static void awaitEnd(FutureTask<Void> serving) {
        try {
            serving.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ClosedChannelException)) {
                throw new AssertionError("the echo service failed", e.getCause());
            }
        } catch (TimeoutException e) {
            throw new AssertionError("the echo service goes on though its channels are closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
