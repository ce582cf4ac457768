package net.vdestack.forwarder.contract;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.vde.SwitchProvider;
import org.junit.jupiter.api.io.TempDir;

/** Links of this JVM at its own switch. */
class SwitchContractTest extends NetworkContract {
    @TempDir
    private Path directory;

    @Override
    List<ForwarderProvider> providers() {
        return List.of(new SwitchProvider());
    }

    @Override
    String network() {
        return "switch://" + directory.resolve("s") + "[mode=0660]";
    }

    @Override
    boolean learns() {
        return true;
    }

    @Override
    Map<String, String> refused() {
        return Map.of("switch:///s[nope=1]", "'nope'", "switch:///s[mode=9]", "'mode=9'", "switch:///s[", "]");
    }
}
