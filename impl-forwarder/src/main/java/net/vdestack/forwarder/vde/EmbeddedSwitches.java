package net.vdestack.forwarder.vde;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import net.vdestack.api.forwarding.spi.PortContext;

/** The switches of one kind in this JVM. Each is there as long as a link is plugged in. Thread safe. */
final class EmbeddedSwitches {
    private final Map<Path, EmbeddedSwitch> byPath = new HashMap<>();

    /** Plugs a link into a switch, and makes it if this is the first. */
    synchronized SwitchPort open(SwitchNetwork wanted, PortContext context) throws IOException {
        SwitchNetwork network = wanted.resolved();
        EmbeddedSwitch lan = byPath.get(network.path());
        if (lan == null) {
            lan = EmbeddedSwitch.open(network);
            byPath.put(network.path(), lan);
        } else if (!lan.network().equals(network)) {
            throw new IOException("the switch at " + network.path()
                    + " is open with other parameters: give every link of it the same ones");
        }
        try {
            return lan.join(context, this::leave);
        } finally {
            closeIfEmpty(lan);
        }
    }

    private synchronized void leave(SwitchPort port) {
        EmbeddedSwitch lan = port.lan();
        lan.leave(port);
        closeIfEmpty(lan);
    }

    private void closeIfEmpty(EmbeddedSwitch lan) {
        if (lan.isEmpty()) {
            byPath.remove(lan.network().path());
            lan.close();
        }
    }
}
