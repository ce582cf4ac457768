package net.vdestack.forwarder.vde;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.EthernetSwitch;
import net.vdestack.forwarder.unix.UnixSockets;
import net.vdestack.linux.syscall.Epoll;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/** The other programs at a switch of ours. Confined to whoever serves them, one thread at a time. */
final class SwitchClients implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SwitchClients.class.getName());

    private static final int SLOTS = 64;
    /** Somewhat longer than the longest frame, so that one that is too long is seen to be. */
    private static final int SLOT_SIZE = FrameBatch.HEADROOM + FrameBatch.MAX_FRAME + 46;

    private final SwitchDirectory directory;
    private final EthernetSwitch ethernet;
    private final ObjLongConsumer<DropReason> dropped;
    private final Epoll readable;
    private final NativeMemory memory;
    private final FrameBatch batch;
    private final ByteBuffer message = ByteBuffer.allocateDirect(VdeRequest.MAX_SIZE);
    /**
     * A descriptor to spare: when there are no more, one who comes is refused, and does not wait at the door for ever.
     */
    private Fd spare;
    /** Each under the descriptors of both of its sockets. */
    private Connection[] connections = new Connection[64];

    private static final class Connection {
        final Fd control;
        /** Null until it has asked for a port. */
        SwitchClient client;

        Connection(Fd control) {
            this.control = control;
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
            this.memory = NativeMemory.allocate(SLOTS * SLOT_SIZE);
            this.spare = duplicate(directory.listener());
        } catch (IOException e) {
            readable.close();
            throw e;
        }
        this.batch = new FrameBatch(memory.buffer(), memory.address(), SLOTS, SLOT_SIZE);
    }

    private static Fd duplicate(int descriptor) throws IOException {
        return Fd.adopt(Syscalls.check(Syscalls.duplicate(descriptor), "dup"));
    }

    /** Polls readable when there is somebody to serve. */
    int descriptor() {
        return readable.number();
    }

    /** One bounded turn, which does not block. */
    void serve(PortContext host) throws IOException {
        int ready = readable.ready();
        for (int i = 0; i < ready; i++) {
            int descriptor = readable.ready(i);
            if (descriptor == directory.listener()) {
                admit();
                continue;
            }
            Connection connection = descriptor < connections.length ? connections[descriptor] : null;
            // null if it was dropped in this very turn
            if (connection != null) {
                serve(connection, descriptor, host);
            }
        }
    }

    private void serve(Connection connection, int descriptor, PortContext host) throws IOException {
        try {
            if (descriptor != connection.control.number()) {
                forward(connection.client, host.nanoTime());
            } else if (!listen(connection)) {
                drop(connection);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a client of a switch is dropped", e);
            drop(connection);
        }
    }

    /** Lets one in that has come to the door. */
    private void admit() throws IOException {
        int accepted = Sockets.tryAccept(directory.listener());
        if (accepted == -Errno.EMFILE.number() || accepted == -Errno.ENFILE.number()) {
            spare.close();
            int refused = Sockets.tryAccept(directory.listener());
            if (refused >= 0) {
                Fd.adopt(refused).close();
            }
            spare = duplicate(directory.listener());
            String reason = Syscalls.exception("accept4", -accepted).getMessage();
            LOG.log(Level.WARNING, "a client of a switch was refused: {0}", reason);
        } else if (accepted >= 0) {
            Connection connection = new Connection(Fd.adopt(accepted));
            try {
                Syscalls.setNonBlocking(accepted, true);
                watch(accepted, connection);
            } catch (IOException e) {
                drop(connection);
                throw e;
            }
        }
        // else it has gone again
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
        watch(connection.client.descriptor(), connection);
        ethernet.join(connection.client);
        // last: once it knows, it expects what others send
        connection.client.answer(control);
        return true;
    }

    private void forward(SwitchClient client, long now) throws IOException {
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
        spare.close();
        readable.close();
        memory.close();
        directory.close();
    }
}
