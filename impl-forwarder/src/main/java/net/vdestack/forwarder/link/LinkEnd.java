package net.vdestack.forwarder.link;

import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.spi.FrameSink;

/**
 * A link as its networks see it.
 *
 * @param tap the way into the stack
 * @param ingress where frames come in: that, or what a network around another has put before it
 */
record LinkEnd(LinkDevice device, LinkCounters counters, TapSink tap, FrameSink ingress) {
    LinkEnd(LinkDevice device, LinkCounters counters, TapSink tap) {
        this(device, counters, tap, tap);
    }

    LinkEnd withIngress(FrameSink other) {
        return new LinkEnd(device, counters, tap, other);
    }

    /** How threads and messages call the link. */
    String threadName(String role) {
        return "vdestack-" + device.stack() + "-" + device.name() + role;
    }
}
