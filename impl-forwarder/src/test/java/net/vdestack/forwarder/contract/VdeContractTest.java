package net.vdestack.forwarder.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.fixture.SocketLink;
import net.vdestack.forwarder.link.LinkForwarders;
import net.vdestack.forwarder.link.Providers;
import net.vdestack.forwarder.vde.SwitchProvider;
import net.vdestack.forwarder.vde.VdeProvider;
import net.vdestack.linux.syscall.Sockets;
import org.junit.jupiter.api.io.TempDir;

/** Links that come to a switch of this JVM as another program does, by its sockets. */
class VdeContractTest extends NetworkContract {
    @TempDir
    private Path directory;

    private SocketLink host;
    private LinkForwarder hosting;

    @Override
    List<ForwarderProvider> providers() throws IOException {
        Providers providers = new Providers();
        providers.add(new SwitchProvider());
        host = new SocketLink("host", 0x02_00_00_00_00_01L);
        hosting = new LinkForwarders(providers).open(host, "switch://" + directory.resolve("s"));
        return List.of(new VdeProvider());
    }

    @Override
    void endNetwork() {
        hosting.close();
        host.close();
    }

    @Override
    String network() {
        return "vde://" + directory.resolve("s");
    }

    @Override
    boolean learns() {
        return true;
    }

    /** Somebody asks the switch for something else than a port. */
    @Override
    boolean sayNonsense(byte[] bytes) throws Exception {
        return stranger(Sockets.SOCK_STREAM, directory.resolve("s/ctl"), bytes) && super.sayNonsense(bytes);
    }

    @Override
    Map<String, String> refused() {
        return Map.of(
                "vde:///s[nope=1]", "'nope'",
                "vde:///s[port=x]", "'x'",
                "vde:///s[3/portgroup=people]", "people",
                "vde:///s[a%2Fb]", "'a/b'",
                "vde:///s[mode=8]", "'mode=8'");
    }
}
