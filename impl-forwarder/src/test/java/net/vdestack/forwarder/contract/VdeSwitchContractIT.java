package net.vdestack.forwarder.contract;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.vde.VdeProvider;
import org.junit.jupiter.api.io.TempDir;

/** Links at Debian's vde_switch. */
class VdeSwitchContractIT extends NetworkContract {
    @TempDir
    private Path directory;

    private Process vdeSwitch;

    @Override
    List<ForwarderProvider> providers() throws IOException {
        // else it would not believe for some seconds that an address has moved: more than this many must have passed
        Path commands = Files.writeString(directory.resolve("rc"), "hash/setminper -1\n");
        // its input stays open: it would end with that, as it does with this JVM
        vdeSwitch = new ProcessBuilder(
                        "vde_switch", "-s", directory.resolve("s").toString(), "-f", commands.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Await.until("vde_switch, of the package vde-switch, is there", this::isThere);
        } catch (Exception e) {
            throw new IOException(e);
        }
        return List.of(new VdeProvider());
    }

    private boolean isThere() {
        try (SocketChannel channel = SocketChannel.open(
                UnixDomainSocketAddress.of(directory.resolve("s").resolve("ctl")))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    void endNetwork() throws Exception {
        vdeSwitch.destroyForcibly().waitFor();
    }

    @Override
    String network() {
        return "vde://" + directory.resolve("s");
    }

    @Override
    int longestFrame() {
        return 1518;
    }

    @Override
    boolean learns() {
        return true;
    }

    @Override
    Map<String, String> refused() {
        return Map.of("vde:///s[nope=1]", "'nope'");
    }
}
