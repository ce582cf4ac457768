/** Moves frames between stacks and networks. */
module net.vdestack.forwarder {
    requires net.vdestack.api;
    requires net.vdestack.linux;
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires static org.osgi.service.component.annotations;

    uses net.vdestack.api.forwarding.spi.ForwarderProvider;

    provides net.vdestack.api.forwarding.Forwarders with
            net.vdestack.forwarder.link.LinkForwarders;
    provides net.vdestack.api.forwarding.spi.ForwarderProvider with
            net.vdestack.forwarder.blackhole.NullProvider,
            net.vdestack.forwarder.device.MacvtapProvider,
            net.vdestack.forwarder.device.TapProvider,
            net.vdestack.forwarder.lan.LanProvider,
            net.vdestack.forwarder.ptp.PtpProvider,
            net.vdestack.forwarder.stream.CmdProvider,
            net.vdestack.forwarder.udp.UdpProvider,
            net.vdestack.forwarder.vde.HubProvider,
            net.vdestack.forwarder.vde.SwitchProvider,
            net.vdestack.forwarder.vde.VdeProvider,
            net.vdestack.forwarder.vlan.VlanProvider,
            net.vdestack.forwarder.vxlan.VxlanProvider,
            net.vdestack.forwarder.vxvde.VxvdeProvider;
}
