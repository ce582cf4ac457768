package net.vdestack.forwarder.link;

import static net.vdestack.forwarder.fixture.Frames.BROADCAST;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.forwarding.Offload;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.fixture.SocketLink;
import net.vdestack.forwarder.fixture.SocketPair;
import net.vdestack.forwarder.offload.SuperFrame;
import net.vdestack.forwarder.vxvde.VxvdeProvider;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Syscalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole way of super-frames, turned by hand: read from a TAP, cut, sent as runs, received as runs, joined, written
 * to a TAP. Runs in a network namespace of its own.
 */
@Timeout(120)
class OffloadedPathAllocationIT {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final Set<Offload> TAP = EnumSet.of(Offload.TSO, Offload.USO);
    private static final Locator NETWORK = new Locator("vxvde", "239.1.2.7");
    private static final int ROUNDS = 3_000;
    private static final int SEGMENT = 1_000;
    private static final long MAX_TURN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final SuperFrame TCP = SuperFrame.tcp(30 * SEGMENT + 1, SEGMENT, 1);
    private static final SuperFrame UDP = SuperFrame.udp(20 * SEGMENT, SEGMENT, 2);
    private static final int FRAMES = TCP.wire().size() + UDP.wire().size();

    /** A link whose TAP is a socket pair and whose lanes the test turns. */
    private static final class End implements AutoCloseable {
        final SocketPair pair = SocketPair.open();
        final LinkCounters counters = new LinkCounters();
        final BufferPool<TransmitBuffers> outBuffers = new BufferPool<>(1, TransmitBuffers::new);
        final BufferPool<ReceiveBuffers> inBuffers = new BufferPool<>(1, ReceiveBuffers::new);
        final SocketLink device;
        final FramePort port;
        final TransmitLane out;
        final ReceiveLane in;

        End(VxvdeProvider provider, String name, long mac) throws IOException {
            device = new SocketLink(name, mac);
            TapSink sink = new TapSink(pair.near().number(), TAP, counters);
            port = provider.open(
                    NETWORK,
                    new LinkPortContext(
                            new LinkEnd(device, counters, sink),
                            device::underlay,
                            (network, nested) -> {
                                throw new UnsupportedOperationException(network.toString());
                            },
                            reason -> {}));
            TapPort tap = new TapPort(name, pair.near().number(), TAP, counters);
            out = new TransmitLane(tap, counters, outBuffers, (failed, failure) -> {});
            out.target(port);
            in = new ReceiveLane(port, sink, inBuffers);
        }

        long received() {
            return counters.receiveFrames();
        }

        /** Turns the way in until so many frames have come in all. */
        void awaitReceived(long frames) throws IOException {
            long start = System.nanoTime();
            while (counters.receiveFrames() < frames && System.nanoTime() - start < MAX_TURN_NANOS) {
                in.turn();
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
            out.close();
            outBuffers.trim();
            inBuffers.trim();
            port.close();
            device.close();
            pair.close();
        }
    }

    @Test
    void allocatesNothing() throws Exception {
        VxvdeProvider provider = new VxvdeProvider();
        try (End a = new End(provider, "a", A);
                End b = new End(provider, "b", B)) {
            // a hears where b is
            SocketPair.send(b.pair.far(), SuperFrame.behindHeader(0, frame(BROADCAST, B, 60, 1)));
            b.out.turn();
            a.awaitReceived(1);
            ByteBuffer tcp = direct(TCP.behindHeader());
            ByteBuffer udp = direct(UDP.behindHeader());
            ByteBuffer written = ByteBuffer.allocateDirect(1 << 17);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long thread = Thread.currentThread().getId();

            exchange(a, b, tcp, udp, written, ROUNDS);
            long before = threads.getThreadAllocatedBytes(thread);
            int messages = exchange(a, b, tcp, udp, written, ROUNDS);
            long allocated = threads.getThreadAllocatedBytes(thread) - before;

            assertThat(allocated).as("bytes in total").isLessThan(1024);
            assertThat(b.received()).isEqualTo(2L * ROUNDS * FRAMES);
            assertThat(messages).as("writes to the TAP").isLessThan(ROUNDS * FRAMES / 4);
            assertThat(a.counters.snapshot("vde0", "vxvde").drops().values()).containsOnly(0L);
            assertThat(b.counters.snapshot("vde0", "vxvde").drops().values()).containsOnly(0L);
        }
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** Returns how many messages were written to b's TAP. */
    private static int exchange(End a, End b, ByteBuffer tcp, ByteBuffer udp, ByteBuffer written, int rounds)
            throws IOException {
        long tcpAddress = NativeMemory.addressOf(tcp);
        long udpAddress = NativeMemory.addressOf(udp);
        long writtenAddress = NativeMemory.addressOf(written);
        int stackA = a.pair.far().number();
        int stackB = b.pair.far().number();
        int messages = 0;
        for (int round = 0; round < rounds; round++) {
            long expected = b.received() + FRAMES;
            Syscalls.write(stackA, tcpAddress, tcp.limit());
            Syscalls.write(stackA, udpAddress, udp.limit());
            while (a.out.turn() > 0) {}
            b.awaitReceived(expected);
            while (Syscalls.read(stackB, writtenAddress, 1 << 17) > 0) {
                messages++;
            }
        }
        return messages;
    }
}
