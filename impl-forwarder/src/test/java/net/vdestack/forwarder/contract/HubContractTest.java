package net.vdestack.forwarder.contract;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.vde.HubProvider;
import org.junit.jupiter.api.io.TempDir;

/** Links of this JVM at its own hub. */
class HubContractTest extends NetworkContract {
    @TempDir
    private Path directory;

    @Override
    List<ForwarderProvider> providers() {
        return List.of(new HubProvider());
    }

    @Override
    String network() {
        return "hub://" + directory.resolve("s") + "[mode=0660]";
    }

    @Override
    boolean learns() {
        return false;
    }

    @Override
    Map<String, String> refused() {
        return Map.of("hub:///s[hashsize=1]", "'hashsize'", "hub:///s[mode=rw]", "'mode=rw'");
    }
}
