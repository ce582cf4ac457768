package net.vdestack.forwarder.contract;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.fixture.Machine;
import net.vdestack.forwarder.stream.CmdProvider;
import org.junit.jupiter.api.io.TempDir;

/** Two named pipes make a cable, through which the stream comes in pieces of any size. */
class CmdContractIT extends PairContract {
    private static final String PROPERTY = "net.vdestack.cmd";

    @TempDir
    private Path directory;

    @Override
    void makeNetwork() throws Exception {
        System.setProperty(PROPERTY, "allow");
        Machine.here("mkfifo " + directory.resolve("a") + " " + directory.resolve("b"));
    }

    @Override
    void endNetwork() {
        System.clearProperty(PROPERTY);
    }

    @Override
    List<ForwarderProvider> providers() {
        return List.of(new CmdProvider());
    }

    @Override
    String network() {
        throw new AssertionError("each end has its own");
    }

    @Override
    String network(String link) {
        String to = link.equals("a") ? "b" : "a";
        // both at once, or each end would wait for the other one to open
        return "cmd://sh -c \"cat '" + directory.resolve(link) + "' & exec cat >'" + directory.resolve(to) + "'\"";
    }

    @Override
    Map<String, String> refused() {
        return Map.of("cmd://", "no command", "cmd://cat 'x", "quote");
    }
}
