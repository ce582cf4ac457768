package net.vdestack.forwarder.link;

import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.spi.FrameSink;

/**
 * A link as its networks see it.
 *
 * @param ingress where frames come in
 */
record LinkEnd(LinkDevice device, LinkCounters counters, FrameSink ingress) {
    LinkEnd withIngress(FrameSink other) {
        return new LinkEnd(device, counters, other);
    }

    /** How threads and messages call the link. */
    String threadName(String role) {
        return "vdestack-" + device.stack() + "-" + device.name() + role;
    }
}
