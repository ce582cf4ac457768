/** Networks of the scheme {@code tcp}. */
module com.example.tcp {
    requires net.vdestack.api;
    requires static org.osgi.service.component.annotations;

    provides net.vdestack.api.forwarding.spi.ForwarderProvider with
            com.example.tcp.TcpProvider;
}
