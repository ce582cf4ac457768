package net.vdestack.forwarder.stream;

import java.io.IOException;
import java.util.List;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.Drops;
import net.vdestack.linux.syscall.Epoll;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Syscalls;

/** A link's end of a stream. */
final class CommandPort implements FramePort {
    private static final int BUFFER = 64 * 1024;
    /**
     * pipe(7): what a pipe takes as a whole or not at all. Records go in such pieces, so that their length comes in
     * one: libvdeplug loses its way when it does not.
     */
    /** In one turn. */
    private static final int MAX_READS = 8;

    private static final int PIPE_BUF = 4096;

    private final Command command;
    private final Epoll readable;
    private final NativeMemory memory;
    private final RecordReader records;
    /** Bytes of the first frame's record that are in the pipe already: the next call begins with the same frame. */
    private int written;

    private boolean closed;

    private CommandPort(Command command, Epoll readable, NativeMemory memory, PortContext context) {
        this.command = command;
        this.readable = readable;
        this.memory = memory;
        this.records = new RecordReader(memory.buffer(), context);
    }

    static CommandPort open(List<String> argv, PortContext context) throws IOException {
        Command command = Command.start(argv, context.underlay());
        Epoll readable = null;
        try {
            readable = Epoll.of(command.output(), command.words().descriptor());
            return new CommandPort(command, readable, NativeMemory.allocate(BUFFER), context);
        } catch (IOException e) {
            if (readable != null) {
                readable.close();
            }
            command.close();
            throw e;
        }
    }

    @Override
    public int receive(FrameBatch batch) throws IOException {
        int before = batch.size();
        records.take(batch);
        // what brings no frame does not fill the batch, and whoever turns this must get to do other things, too
        for (int reads = 0; reads < MAX_READS && batch.hasRoom(); reads++) {
            int length = Syscalls.read(command.output(), memory.address() + records.end(), records.room());
            if (length == -Errno.EAGAIN.number() || (length <= 0 && batch.size() > before)) {
                break;
            }
            if (length <= 0) {
                throw command.ended();
            }
            records.add(length);
            records.take(batch);
        }
        if (batch.size() == before) {
            command.words().read();
        }
        return batch.size() - before;
    }

    @Override
    public int send(FrameBatch batch, int from) throws IOException {
        int slot = from;
        for (; slot < batch.size(); slot++) {
            DropReason unfit = Drops.ofLength(batch.length(slot));
            if (unfit != null) {
                batch.drop(slot, unfit);
            } else if (!write(batch, slot)) {
                break;
            }
        }
        return slot - from;
    }

    /** Returns whether all of a frame's record has been written. */
    private boolean write(FrameBatch batch, int slot) throws IOException {
        int at = batch.offset(slot) - RecordReader.LENGTH;
        batch.memory().putShort(at, (short) batch.length(slot));
        int length = RecordReader.LENGTH + batch.length(slot);
        while (written < length) {
            int piece = Math.min(PIPE_BUF, length - written);
            int result = Syscalls.write(command.input(), batch.address() + at + written, piece);
            if (result == -Errno.EAGAIN.number()) {
                return false;
            }
            if (result < 0) {
                throw command.ended();
            }
            written += result;
        }
        written = 0;
        return true;
    }

    @Override
    public int readDescriptor() {
        return readable.number();
    }

    @Override
    public int writeDescriptor() {
        return command.input();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        readable.close();
        command.close();
        memory.close();
    }
}
