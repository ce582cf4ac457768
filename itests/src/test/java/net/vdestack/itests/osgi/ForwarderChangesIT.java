package net.vdestack.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.List;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackState;
import net.vdestack.itests.Resources;
import net.vdestack.itests.VdeSwitch;
import net.vdestack.itests.platform.Inside;
import net.vdestack.itests.platform.Platform;
import net.vdestack.itests.platform.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/** The forwarder side comes and goes under a connection, which stays, with every byte in its place. */
@Timeout(180)
@ExtendWith(SharedPlatform.class)
class ForwarderChangesIT {
    private static final String FORWARDER = "net.vdestack.forwarder";

    @TempDir
    private static Path directory;

    private static VdeSwitch vdeSwitch;

    @BeforeAll
    static void startSwitch() throws Exception {
        vdeSwitch = VdeSwitch.start(path());
    }

    @AfterAll
    static void endSwitch() throws IOException {
        vdeSwitch.close();
    }

    private static Path path() {
        return directory.resolve("s");
    }

    /** In this JVM, over sockets of the host, and at another program. */
    static List<String> networks() {
        return List.of("lan://live", "vxvde://224.1.2.5", "vde://" + path());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theForwarderBundleIsStoppedAndStarted(String network, Platform platform) throws Exception {
        platform.run(underTraffic(network, live -> {
            Bundle forwarder = live.inside().bundle(FORWARDER);

            forwarder.stop();

            live.awaitLinks(ForwarderState.DISCONNECTED);
            assertThat(live.from().state()).isEqualTo(StackState.DEGRADED);
            assertThat(Stacks.forwarder(live.from()).error())
                    .hasValueSatisfying(reason -> assertThat(reason).contains(FORWARDER));
            assertThatThrownBy(() -> live.from().connect("vde0", "lan://elsewhere"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(FORWARDER);

            forwarder.start();

            live.awaitLinks(ForwarderState.CONNECTED);
            live.awaitFlow();
            assertThat(live.from().state()).isEqualTo(StackState.UP);
            assertThat(Stacks.forwarder(live.from()).reconnects()).isPositive();
            live.assertHeard(ForwarderState.DISCONNECTED, ForwarderState.CONNECTED);
        }));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theForwarderBundleIsUpdated(String network, Platform platform) throws Exception {
        String later = platform.laterVersionUrl("vdestack-forwarder");
        String shipped = platform.bundleUrl("vdestack-forwarder");

        platform.run(underTraffic(network, live -> {
            Bundle forwarder = live.inside().bundle(FORWARDER);

            Inside.update(forwarder, later);

            assertThat(forwarder.getVersion()).isEqualTo(new Version("99.0.0"));
            live.awaitLinks(ForwarderState.CONNECTED);
            live.awaitFlow();
            live.assertHeard(ForwarderState.DISCONNECTED, ForwarderState.CONNECTED);

            Inside.update(forwarder, shipped);

            live.awaitLinks(ForwarderState.CONNECTED);
            live.awaitFlow();
        }));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theForwarderBundleIsRefreshed(String network, Platform platform) throws Exception {
        platform.run(underTraffic(network, live -> {
            live.inside().refresh(live.inside().bundle(FORWARDER));

            live.awaitLinks(ForwarderState.CONNECTED);
            live.awaitFlow();
            live.assertHeard(ForwarderState.DISCONNECTED, ForwarderState.CONNECTED);
        }));
    }

    @Test
    void aPreferredProviderArrivesAndLeaves(Platform platform) throws Exception {
        String app = platform.bundleOf("app.lan", "example.lan", "example.frames");

        platform.run(underTraffic("lan://live", live -> {
            long swaps = live.swaps();

            Bundle provider = live.inside().install(app);

            live.awaitSwaps(swaps + 1);
            live.awaitFlow();

            provider.stop();

            live.awaitSwaps(swaps + 2);
            live.awaitFlow();
            live.awaitLinks(ForwarderState.CONNECTED);
        }));
    }

    @Test
    void theLastProviderOfASchemeLeavesAndReturns(Platform platform) throws Exception {
        String app = platform.bundleOf("app.hub", "example.hub", "example.frames");

        platform.run(inside -> {
            Bundle hub = inside.install(app);
            try (Live live = new Live(inside, "repeater://live")) {
                hub.stop();

                live.awaitLinks(ForwarderState.DISCONNECTED);
                assertThat(Stacks.forwarder(live.from()).error())
                        .hasValueSatisfying(reason -> assertThat(reason).contains("repeater"));

                hub.start();

                live.awaitLinks(ForwarderState.CONNECTED);
                live.awaitFlow();
                live.finish();
            }
        });
    }

    @Test
    void aCaptureEndsWithTheForwarderAndCanBeBegunAnew(Platform platform) throws Exception {
        platform.run(underTraffic("lan://live", live -> {
            Bundle forwarder = live.inside().bundle(FORWARDER);
            Pipe first = Pipe.open();
            Pipe later = Pipe.open();
            live.from().capture("vde0", first.sink());

            forwarder.stop();

            assertThat(first.sink().isOpen()).isFalse();
            assertThatThrownBy(() -> live.from().capture("vde0", later.sink()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(FORWARDER);
            assertThat(later.sink().isOpen()).isTrue();

            forwarder.start();

            live.awaitLinks(ForwarderState.CONNECTED);
            live.awaitFlow();
            live.from().capture("vde0", later.sink());
            ByteBuffer head = ByteBuffer.allocate(4);
            later.source().read(head);
            assertThat(head.getInt(0)).isEqualTo(0x0a0d0d0a);
            first.source().close();
            later.source().close();
        }));
    }

    /** A capture is the bundle's that has begun it, and ends with its use of the stack. */
    @Test
    void aBundleThatClosesAStackEndsItsCaptures(Platform platform) throws Exception {
        platform.run(inside -> {
            NetworkStack stack = Stacks.create(inside, "blue", "lan://captured", "10.6.0.1");
            Pipe pipe = Pipe.open();
            stack.capture("vde0", pipe.sink());

            stack.close();

            assertThat(pipe.sink().isOpen()).isFalse();
            assertThat(stack.state()).isEqualTo(StackState.UP);
            pipe.source().close();
        });
    }

    @Test
    void aStackCannotBeCreatedWithoutForwarder(Platform platform) throws Exception {
        platform.run(inside -> {
            Bundle forwarder = inside.bundle(FORWARDER);
            forwarder.stop();
            try {
                assertThatThrownBy(() -> Stacks.create(inside, "blue", "lan://none", "10.6.0.1"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(FORWARDER);
                assertThat(inside.service(StackRegistry.class).find("blue")).isEmpty();
            } finally {
                forwarder.start();
            }
        });
    }

    /** A part of a story during which the connection is used. */
    @FunctionalInterface
    private interface Part extends java.io.Serializable {
        void tell(Live live) throws Exception;
    }

    /** Nothing of it may be left. */
    private static Task.Story underTraffic(String network, Part part) {
        return inside -> {
            Held idle = idle(inside, network);
            try (Live live = new Live(inside, network)) {
                part.tell(live);
                live.finish();
            }
            StackRegistry registry = inside.service(StackRegistry.class);
            for (NetworkStack stack : registry.stacks()) {
                registry.delete(stack.name());
            }
            idle.awaitNoMore(inside);
            Resources.awaitNamespacesFreed();
        };
    }

    /** What is held while there is no stack, but was one: what all stacks share is there from the first one on. */
    private static Held idle(Inside inside, String network) throws Exception {
        Stacks.create(inside, "first", network, "10.6.0.9");
        inside.service(StackRegistry.class).delete("first");
        Resources.awaitNamespacesFreed();
        return Held.now();
    }
}
