package net.vdestack.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.vdestack.api.ForwarderState;
import net.vdestack.api.StackState;
import net.vdestack.itests.TcpRelay;
import net.vdestack.itests.platform.Inside;
import net.vdestack.itests.platform.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/** The bundle of {@code examples/tcp-network} comes into the running platform, under a connection. */
@Timeout(180)
@ExtendWith(SharedPlatform.class)
class ThirdPartyNetworkIT {
    private static final String LAN = "lan://live";

    @Test
    void liveLinksAreSwappedToItAndBack(Platform platform) throws Exception {
        String example = platform.bundleUrl("tcp-network");

        try (TcpRelay relay = new TcpRelay()) {
            String tcp = relay.network();
            platform.run(inside -> {
                try (Live live = new Live(inside, LAN)) {
                    assertThatThrownBy(() -> live.connect(tcp))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("tcp");

                    Bundle bundle = inside.install(example);
                    assertThat(bundle.getHeaders().get("Import-Package"))
                            .contains("net.vdestack.api.forwarding.spi;version=\"[1.0,2)\"");
                    live.connect(tcp);

                    live.awaitFlow();
                    assertThat(Stacks.forwarder(live.from()).scheme()).isEqualTo("tcp");
                    assertThat(live.from().spec().links().get(0).network()).isEqualTo(tcp);

                    live.connect(LAN);

                    live.awaitFlow();
                    bundle.uninstall();
                    live.awaitFlow();
                    live.finish();
                }
            });
        }
    }

    @Test
    void isUpdatedAndUninstalledUnderALink(Platform platform) throws Exception {
        String example = platform.bundleUrl("tcp-network");
        String later = platform.laterVersionUrl("tcp-network");

        try (TcpRelay relay = new TcpRelay()) {
            String tcp = relay.network();
            platform.run(inside -> {
                Bundle bundle = inside.install(example);
                try (Live live = new Live(inside, LAN)) {
                    live.connect(tcp);
                    live.awaitFlow();

                    Inside.update(bundle, later);

                    assertThat(bundle.getVersion()).isEqualTo(new Version("99.0.0"));
                    live.awaitLinks(ForwarderState.CONNECTED);
                    live.awaitFlow();
                    live.assertHeard(ForwarderState.DISCONNECTED, ForwarderState.CONNECTED);

                    bundle.uninstall();

                    live.awaitLinks(ForwarderState.DISCONNECTED);
                    assertThat(live.from().state()).isEqualTo(StackState.DEGRADED);
                    // what it hears first may be that the other end has gone
                    inside.await(
                            "the reason",
                            () -> Stacks.forwarder(live.from())
                                    .error()
                                    .filter(reason -> reason.contains("scheme tcp"))
                                    .isPresent());

                    inside.install(example);

                    live.awaitLinks(ForwarderState.CONNECTED);
                    live.awaitFlow();
                    assertThat(live.from().state()).isEqualTo(StackState.UP);
                    live.finish();
                }
            });
        }
    }
}
