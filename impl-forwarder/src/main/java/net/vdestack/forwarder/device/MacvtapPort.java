package net.vdestack.forwarder.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.linux.syscall.Epoll;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/**
 * A macvtap. Its device does not tell when the interface has been deleted: it just falls silent. So this one also
 * listens to what the kernel says of the underlay's interfaces, rtnetlink(7), and asks for its own.
 */
final class MacvtapPort extends DevicePort {
    private static final int NETLINK_ROUTE = 0;
    private static final int RTMGRP_LINK = 1;
    /** Room for a word or two; it does not matter what they are. */
    private static final int WORDS = 16 * 1024;

    private final UnderlayInterface there;
    private final Fd device;
    private final Fd news;
    private final Epoll readable;
    private final NativeMemory words;

    private MacvtapPort(
            UnderlayInterface there, Fd device, PortContext context, Fd news, Epoll readable, NativeMemory words) {
        super(there, device, context);
        this.there = there;
        this.device = device;
        this.news = news;
        this.readable = readable;
        this.words = words;
    }

    /** @param device the port's to close, unless this fails */
    static MacvtapPort open(UnderlayInterface there, Fd device, PortContext context) throws IOException {
        Fd news = Fd.adopt(context.underlay().openSocket(Sockets.AF_NETLINK, Sockets.SOCK_RAW, NETLINK_ROUTE));
        Epoll readable = null;
        try {
            // struct sockaddr_nl { sa_family_t family; unsigned short pad; pid_t pid; __u32 groups; }
            ByteBuffer everything = ByteBuffer.allocateDirect(12)
                    .order(ByteOrder.nativeOrder())
                    .putShort(0, (short) Sockets.AF_NETLINK)
                    .putInt(8, RTMGRP_LINK);
            Sockets.bind(news.number(), everything, "netlink, group of links");
            readable = Epoll.of(device.number(), news.number());
            return new MacvtapPort(there, device, context, news, readable, NativeMemory.allocate(WORDS));
        } catch (IOException e) {
            if (readable != null) {
                readable.close();
            }
            news.close();
            throw e;
        }
    }

    @Override
    public int receive(FrameBatch batch) throws IOException {
        int received = super.receive(batch);
        if (received == 0 && hasNews()) {
            requirePresent();
        }
        return received;
    }

    /** An error is news, too: that some were lost. */
    private boolean hasNews() {
        if (readNews() == -Errno.EAGAIN.number()) {
            return false;
        }
        while (readNews() > 0) {}
        return true;
    }

    private int readNews() {
        return Syscalls.read(news.number(), words.address(), WORDS);
    }

    private void requirePresent() throws IOException {
        try {
            TunDevice.interfaceOf(device);
        } catch (IOException e) {
            throw new IOException(there + " was deleted", e);
        }
    }

    @Override
    public int readDescriptor() {
        return readable.number();
    }

    @Override
    public void close() {
        readable.close();
        news.close();
        words.close();
        super.close();
    }
}
