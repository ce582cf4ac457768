package net.vdestack.rest.view;

import java.util.List;
import net.vdestack.api.LinkStatus;

/** A link as it is now. */
public record LinkView(
        String name, String network, String mac, int mtu, boolean up, List<String> addresses, ForwarderView forwarder) {
    /** The view of a link. */
    public static LinkView of(LinkStatus link) {
        return new LinkView(
                link.name(),
                link.network(),
                link.mac().toString(),
                link.mtu(),
                link.up(),
                link.addresses().stream().map(Object::toString).toList(),
                ForwarderView.of(link.forwarder()));
    }
}
