package net.vdestack.forwarder.vde;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.EthernetSwitch;
import net.vdestack.forwarder.link.BatchMemory;
import net.vdestack.forwarder.unix.UnixSockets;
import net.vdestack.linux.syscall.Epoll;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/** The other programs at a switch of ours. Confined to whoever serves them, one thread at a time. */
final class SwitchClients implements AutoCloseable {
    /** How many may be connected at once. */
    static final int MAX_CONNECTIONS = 1024;

    private static final Logger LOG = System.getLogger(SwitchClients.class.getName());
    /** How long one may be connected without asking for a port. Looked at when there is somebody to serve. */
    private static final long REQUEST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int FRAMES = 64;

    private final SwitchDirectory directory;
    private final EthernetSwitch ethernet;
    private final ObjLongConsumer<DropReason> dropped;
    private final Epoll readable;
    private final BatchMemory memory;
    private final ByteBuffer message = ByteBuffer.allocateDirect(VdeRequest.MAX_SIZE);
    /**
     * A descriptor to spare: when there are no more, one who comes is refused, and does not wait at the door for ever.
     * Null while another thread has taken it.
     */
    private Fd spare;
    /** Each under the descriptors of both of its sockets. */
    private Connection[] connections = new Connection[64];
    /** Those who have not asked for a port yet, who waits longest first. */
    private final Deque<Connection> silent = new ArrayDeque<>();

    private int connected;

    private static final class Connection {
        final Fd control;
        final long since;
        /** Null until it has asked for a port. */
        SwitchClient client;

        Connection(Fd control, long since) {
            this.control = control;
            this.since = since;
        }
    }

    /**
     * @param directory closed with this
     * @param dropped told of frames that clients lose
     */
    SwitchClients(SwitchDirectory directory, EthernetSwitch ethernet, ObjLongConsumer<DropReason> dropped)
            throws IOException {
        this.directory = directory;
        this.ethernet = ethernet;
        this.dropped = dropped;
        this.readable = Epoll.of(directory.listener());
        try {
            this.memory = BatchMemory.ofPlain(FRAMES);
        } catch (IOException e) {
            readable.close();
            throw e;
        }
        reserve();
    }

    /** Sees to it that there is a descriptor to spare, if there can be. */
    private void reserve() {
        if (spare == null) {
            int number = Syscalls.duplicate(directory.listener());
            spare = number < 0 ? null : Fd.adopt(number);
        }
    }

    /** Polls readable when there is somebody to serve. */
    int descriptor() {
        return readable.number();
    }

    /** One bounded turn, which does not block. */
    void serve(PortContext host) throws IOException {
        long now = host.nanoTime();
        sendSilentAway(now);
        int ready = readable.ready();
        for (int i = 0; i < ready; i++) {
            int descriptor = readable.ready(i);
            if (descriptor == directory.listener()) {
                admit(now);
                continue;
            }
            Connection connection = descriptor < connections.length ? connections[descriptor] : null;
            // null if it was dropped in this very turn
            if (connection != null) {
                serve(connection, descriptor, now);
            }
        }
    }

    private void serve(Connection connection, int descriptor, long now) {
        try {
            if (descriptor != connection.control.number()) {
                forward(connection.client, now);
            } else if (!listen(connection)) {
                drop(connection);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a client of a switch is dropped", e);
            drop(connection);
        }
    }

    private void sendSilentAway(long now) {
        Connection longest = silent.peek();
        while (longest != null && now - longest.since > REQUEST_NANOS) {
            drop(longest);
            longest = silent.peek();
        }
    }

    /** Lets one in that has come to the door. */
    private void admit(long now) {
        reserve();
        int accepted = Sockets.tryAccept(directory.listener());
        if (accepted == -Errno.EMFILE.number() || accepted == -Errno.ENFILE.number()) {
            refuse(Syscalls.exception("accept4", -accepted).getMessage());
        } else if (accepted >= 0 && connected == MAX_CONNECTIONS) {
            Fd.adopt(accepted).close();
            LOG.log(Level.WARNING, "a client of a switch was refused: it has {0} already", "" + MAX_CONNECTIONS);
        } else if (accepted >= 0) {
            admit(new Connection(Fd.adopt(accepted), now));
        }
        // else it has gone again
    }

    private void admit(Connection connection) {
        connected++;
        silent.add(connection);
        try {
            Syscalls.setNonBlocking(connection.control.number(), true);
            watch(connection.control.number(), connection);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a client of a switch was refused", e);
            drop(connection);
        }
    }

    /** Lets one in by the descriptor to spare, and out again. */
    private void refuse(String reason) {
        if (spare == null) {
            // it waits at the door until somebody gives a descriptor back
            return;
        }
        spare.close();
        spare = null;
        int refused = Sockets.tryAccept(directory.listener());
        if (refused >= 0) {
            Fd.adopt(refused).close();
            LOG.log(Level.WARNING, "a client of a switch was refused: {0}", reason);
        }
        reserve();
    }

    private void watch(int descriptor, Connection connection) throws IOException {
        if (descriptor >= connections.length) {
            connections = Arrays.copyOf(connections, Integer.highestOneBit(descriptor) * 2);
        }
        connections[descriptor] = connection;
        readable.add(descriptor);
    }

    /** Hears what it has to say. Returns false if it has gone, or makes no sense. */
    private boolean listen(Connection connection) throws IOException {
        int control = connection.control.number();
        int length = Sockets.tryReceive(control, message.clear(), Sockets.MSG_DONTWAIT, null);
        if (length == -Errno.EAGAIN.number() || length == -Errno.EINTR.number()) {
            return true;
        }
        if (length <= 0) {
            return false;
        }
        if (connection.client != null) {
            // nothing that a client says later has a meaning
            return true;
        }
        Optional<VdeRequest> request = VdeRequest.decode(message.limit(length)).filter(VdeRequest::isForPort);
        if (request.isEmpty()) {
            return false;
        }
        Fd data = UnixSockets.open(Sockets.SOCK_DGRAM);
        connection.client = SwitchClient.plug(request.get(), data, directory, dropped);
        silent.remove(connection);
        watch(connection.client.descriptor(), connection);
        ethernet.join(connection.client);
        // last: once it knows, it expects what others send
        connection.client.answer(control);
        return true;
    }

    private void forward(SwitchClient client, long now) throws IOException {
        FrameBatch batch = memory.batch();
        batch.clear();
        client.receive(batch);
        ethernet.forward(client, batch, 0, now);
        for (int slot = 0; slot < batch.size(); slot++) {
            DropReason reason = batch.dropped(slot);
            if (reason != null) {
                dropped.accept(reason, 1);
            }
        }
    }

    private void drop(Connection connection) {
        SwitchClient client = connection.client;
        connected--;
        if (client == null) {
            silent.remove(connection);
        }
        forget(connection.control.number());
        if (client != null) {
            forget(client.descriptor());
            ethernet.leave(client);
        }
        connection.control.close();
        if (client != null) {
            client.close();
        }
    }

    private void forget(int descriptor) {
        if (descriptor < connections.length) {
            connections[descriptor] = null;
        }
    }

    /** Sends all of them away and removes the directory. */
    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            // null, too, when it was found under the other of its descriptors before
            if (connection != null) {
                drop(connection);
            }
        }
        if (spare != null) {
            spare.close();
        }
        readable.close();
        memory.close();
        directory.close();
    }
}
