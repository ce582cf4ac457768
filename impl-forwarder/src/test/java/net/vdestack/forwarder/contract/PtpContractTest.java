package net.vdestack.forwarder.contract;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.ptp.PtpProvider;
import net.vdestack.linux.syscall.Sockets;
import org.junit.jupiter.api.io.TempDir;

/** Two links that are connected. */
class PtpContractTest extends PairContract {
    @TempDir
    private Path directory;

    @Override
    List<ForwarderProvider> providers() {
        return List.of(new PtpProvider());
    }

    @Override
    String network() {
        return "ptp://" + directory.resolve("cable");
    }

    /** A third one comes, too, who may be sent away before it has said it. */
    @Override
    boolean sayNonsense(byte[] bytes) throws Exception {
        stranger(Sockets.SOCK_SEQPACKET, directory.resolve("cable"), bytes);
        return super.sayNonsense(bytes);
    }

    @Override
    Map<String, String> refused() {
        return Map.of(
                "ptp://",
                "path",
                "ptp:///a[dgram=1]",
                "'dgram=1'",
                "ptp:///a[nope]",
                "'nope'",
                "ptp:///" + "a".repeat(110),
                "longer");
    }
}
