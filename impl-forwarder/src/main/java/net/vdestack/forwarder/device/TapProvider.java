package net.vdestack.forwarder.device;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;
import org.osgi.service.component.annotations.Component;

/**
 * Opens {@code tap://NAME}: a TAP of the underlay. One that was made beforehand stays when the link leaves it;
 * otherwise the link makes it, up and with its own MTU, and it goes with the link. Without a name the kernel chooses
 * one.
 */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=tap")
public final class TapProvider implements ForwarderProvider {
    private static final Logger LOG = System.getLogger(TapProvider.class.getName());
    private static final String DEVICE = "/dev/net/tun";
    private static final String REMEDY = "load the module with 'modprobe tun', or in a container pass the device to it";
    private static final int FLAGS = TunDevice.IFF_TAP | TunDevice.IFF_NO_PI;
    private static final int MTU = 1500;

    @Override
    public String scheme() {
        return "tap";
    }

    @Override
    public Optional<String> obstacle() {
        Path device = Path.of(DEVICE);
        if (!Files.exists(device)) {
            return Optional.of(DEVICE + " is not there: " + REMEDY);
        }
        boolean usable = Files.isReadable(device) && Files.isWritable(device);
        return usable ? Optional.empty() : Optional.of(DEVICE + ": let this user read and write it");
    }

    /** That of an interface that is there. */
    @Override
    public int mtu(Locator network, Underlay underlay) throws IOException {
        UnderlayInterface there = new UnderlayInterface(UnderlayInterface.name(network), underlay);
        return !there.name().isEmpty() && there.exists() ? there.mtu() : MTU;
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        String name = UnderlayInterface.name(network);
        Fd device = TunDevice.open(DEVICE, context.underlay(), REMEDY);
        try {
            String made = make(device, name);
            UnderlayInterface there = new UnderlayInterface(made == null ? name : made, context.underlay());
            if (made != null) {
                setUp(there, context);
            } else {
                attach(device, there);
                TunDevice.warnIfDown(there, context);
            }
            return new DevicePort(there, device, context);
        } catch (IOException | RuntimeException e) {
            device.close();
            throw e;
        }
    }

    /** Returns the name of the interface made, or null if there is one already. */
    private static String make(Fd device, String name) throws IOException {
        try {
            return TunDevice.setInterface(device, name, FLAGS | TunDevice.IFF_TUN_EXCL);
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.EBUSY)) {
                return null;
            }
            throw e;
        }
    }

    /** Nobody else could have set it up before. */
    private static void setUp(UnderlayInterface made, PortContext context) throws IOException {
        made.setMtu(context.mtu());
        made.setUp();
        LOG.log(Level.INFO, "stack {0}, link {1}: made {2}", context.stack(), context.link(), made);
    }

    private static void attach(Fd device, UnderlayInterface there) throws IOException {
        try {
            TunDevice.setInterface(device, there.name(), FLAGS);
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.EBUSY)) {
                throw new IOException(there + " is in use by another link or program", e);
            }
            if (Syscalls.is(e, Errno.EINVAL)) {
                throw new IOException(
                        there + " is no TAP, or one with several queues: make it with"
                                + " 'ip tuntap add mode tap name " + there.name() + "', or name another one",
                        e);
            }
            throw e;
        }
    }
}
