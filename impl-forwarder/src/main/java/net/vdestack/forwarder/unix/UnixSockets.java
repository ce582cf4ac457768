package net.vdestack.forwarder.unix;

import java.io.IOException;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;

/**
 * Makes sockets that meet in the file system, which all network namespaces share: they need no underlay. So they do not
 * end with one either, and a switch that one stack has opened serves the links of others.
 */
public final class UnixSockets {
    private UnixSockets() {}

    /** A non-blocking one, the caller's to close. The calling thread lives in the host. */
    public static Fd open(int type) throws IOException {
        return Sockets.open(Sockets.AF_UNIX, type | Sockets.SOCK_NONBLOCK, 0);
    }
}
