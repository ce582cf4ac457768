package net.vdestack.forwarder.device;

import java.io.IOException;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.Drops;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;

/** A device on which one read or write, which do not block, is one frame. */
class DevicePort implements FramePort {
    private final UnderlayInterface there;
    private final Fd device;
    private final PortContext context;

    /** @param device the port's to close */
    DevicePort(UnderlayInterface there, Fd device, PortContext context) {
        this.there = there;
        this.device = device;
        this.context = context;
    }

    @Override
    public int receive(FrameBatch batch) throws IOException {
        int before = batch.size();
        while (batch.hasRoom()) {
            int length = Syscalls.read(device.number(), batch.address() + batch.free(), batch.room());
            if (length == -Errno.EAGAIN.number()) {
                break;
            }
            if (length <= 0) {
                throw gone("read", -length);
            }
            DropReason unfit = Drops.ofLength(length);
            if (unfit != null) {
                context.dropped(unfit, 1);
            } else {
                batch.append(length);
            }
        }
        return batch.size() - before;
    }

    @Override
    public int send(FrameBatch batch, int from) throws IOException {
        int slot = from;
        for (; slot < batch.size(); slot++) {
            int length = batch.length(slot);
            DropReason unfit = Drops.ofLength(length);
            if (unfit != null) {
                batch.drop(slot, unfit);
                continue;
            }
            int written = Syscalls.write(device.number(), batch.address() + batch.offset(slot), length);
            if (written == -Errno.EAGAIN.number()) {
                break;
            }
            if (written < 0) {
                batch.drop(slot, reason(-written));
            }
        }
        return slot - from;
    }

    private DropReason reason(int errno) throws IOException {
        if (errno == Errno.EBADFD.number()) {
            throw gone("write", errno);
        }
        if (errno == Errno.EIO.number()) {
            return DropReason.INTERFACE_DOWN;
        }
        boolean full = errno == Errno.ENOBUFS.number() || errno == Errno.ENOMEM.number();
        return full ? DropReason.QUEUE_FULL : DropReason.REFUSED;
    }

    private IOException gone(String call, int errno) {
        return Syscalls.exception(call + "(" + there + "; was it deleted?)", errno);
    }

    @Override
    public int readDescriptor() {
        return device.number();
    }

    @Override
    public int writeDescriptor() {
        return device.number();
    }

    @Override
    public void close() {
        device.close();
    }
}
