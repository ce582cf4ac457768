package net.vdestack.forwarder.device;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;
import org.osgi.service.component.annotations.Component;

/** Opens {@code macvtap://NAME}: a macvtap of the underlay, made beforehand. */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=macvtap")
public final class MacvtapProvider implements ForwarderProvider {
    private static final Logger LOG = System.getLogger(MacvtapProvider.class.getName());
    private static final int FLAGS = TunDevice.IFF_TAP | TunDevice.IFF_NO_PI;

    @Override
    public String scheme() {
        return "macvtap";
    }

    @Override
    public Optional<String> obstacle() {
        return obstacle(Path.of("/"), System.getProperty("os.version"));
    }

    /** The kernel has a class of devices once the module is loaded, and can load it when an interface is made. */
    static Optional<String> obstacle(Path root, String release) {
        if (Files.exists(root.resolve("sys/class/macvtap"))) {
            return Optional.empty();
        }
        Path modules = root.resolve("lib/modules").resolve(release);
        for (String list : List.of("modules.dep", "modules.builtin")) {
            try (Stream<String> lines = Files.lines(modules.resolve(list), StandardCharsets.ISO_8859_1)) {
                if (lines.anyMatch(line -> line.contains("/macvtap.ko"))) {
                    return Optional.empty();
                }
            } catch (IOException e) {
                // as if it were empty: many containers have none
            }
        }
        return Optional.of("this kernel has no macvtap: 'modprobe macvtap' on the machine, if it is built with it");
    }

    /** That of the interface. */
    @Override
    public int mtu(Locator network, Underlay underlay) throws IOException {
        UnderlayInterface there = new UnderlayInterface(name(network), underlay);
        index(there);
        return there.mtu();
    }

    private static String name(Locator network) {
        String name = UnderlayInterface.name(network);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("network '" + network + "': no name of an interface");
        }
        return name;
    }

    private static int index(UnderlayInterface there) throws IOException {
        try {
            return there.index();
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.ENODEV)) {
                throw new IOException(
                        there + " is not there: make it with 'ip link add link eth0 name " + there.name()
                                + " type macvtap mode bridge'",
                        e);
            }
            throw e;
        }
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        UnderlayInterface there = new UnderlayInterface(name(network), context.underlay());
        String file = "/dev/tap" + index(there);
        Fd device = TunDevice.open(
                file,
                context.underlay(),
                "interface " + there.name() + " is no macvtap, or in a container its device has to be passed to it");
        try {
            // /dev has one file for a number, and every namespace counts its interfaces by itself
            if (!TunDevice.interfaceOf(device).equals(there.name())
                    || !TunDevice.macOf(device).equals(there.mac())) {
                throw new IOException(
                        file + " is not the device of interface " + there.name() + " but of one elsewhere");
            }
            TunDevice.setInterface(device, there.name(), FLAGS);
            TunDevice.warnIfDown(there, context);
            warnIfDeaf(there, context);
            return MacvtapPort.open(there, device, context);
        } catch (IOException | RuntimeException e) {
            device.close();
            throw e;
        }
    }

    private static void warnIfDeaf(UnderlayInterface there, PortContext context) throws IOException {
        if (!there.mac().equals(context.mac())) {
            LOG.log(
                    Level.WARNING,
                    "stack {0}, link {1}: {2} takes in what is for its own address; give the link" + " that one, {3}",
                    context.stack(),
                    context.link(),
                    there,
                    there.mac());
        }
    }
}
