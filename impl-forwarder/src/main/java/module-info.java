/** Moves frames between stacks and networks. */
module net.vdestack.forwarder {
    requires net.vdestack.api;
    requires net.vdestack.linux;
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;

    uses net.vdestack.api.forwarding.spi.ForwarderProvider;

    provides net.vdestack.api.forwarding.Forwarders with
            net.vdestack.forwarder.link.LinkForwarders;
    provides net.vdestack.api.forwarding.spi.ForwarderProvider with
            net.vdestack.forwarder.lan.LanProvider,
            net.vdestack.forwarder.vxvde.VxvdeProvider,
            net.vdestack.forwarder.vxlan.VxlanProvider,
            net.vdestack.forwarder.udp.UdpProvider,
            net.vdestack.forwarder.blackhole.NullProvider,
            net.vdestack.forwarder.device.TapProvider,
            net.vdestack.forwarder.device.MacvtapProvider,
            net.vdestack.forwarder.stream.CmdProvider,
            net.vdestack.forwarder.vlan.VlanProvider;
}
