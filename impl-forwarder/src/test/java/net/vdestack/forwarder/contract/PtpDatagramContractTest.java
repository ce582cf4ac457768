package net.vdestack.forwarder.contract;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.ptp.PtpProvider;
import net.vdestack.linux.syscall.Sockets;
import org.junit.jupiter.api.io.TempDir;

/** Two links with a datagram socket each. */
class PtpDatagramContractTest extends PairContract {
    @TempDir
    private Path directory;

    @Override
    List<ForwarderProvider> providers() {
        return List.of(new PtpProvider());
    }

    @Override
    String network() {
        return "ptp://" + directory.resolve("cable") + "[dgram]";
    }

    /** Anybody may send to the first of two. */
    @Override
    boolean sayNonsense(byte[] bytes) throws Exception {
        return stranger(Sockets.SOCK_DGRAM, directory.resolve("cable"), bytes);
    }

    @Override
    Map<String, String> refused() {
        return Map.of("ptp://[dgram]", "path");
    }
}
