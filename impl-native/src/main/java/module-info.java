/** Linux network namespaces, TAPs, netlink, sockets and commands: what stacks are made of. */
// The one module that is let in is built after this one.
@SuppressWarnings("module")
module net.vdestack.linux {
    requires com.sun.jna;
    requires net.vdestack.api;
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires static org.osgi.framework;
    requires static org.osgi.service.cm;
    requires static org.osgi.service.component.annotations;
    requires static org.osgi.service.condition;
    requires static tools.jackson.databind;

    exports net.vdestack.linux.syscall to
            net.vdestack.forwarder;

    uses net.vdestack.api.forwarding.Forwarders;

    provides net.vdestack.api.Preflight with
            net.vdestack.linux.preflight.MachinePreflight;
    provides net.vdestack.api.StackRegistry with
            net.vdestack.linux.stack.LinuxStacks;
}
