package net.vdestack.forwarder.link;

import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.Closeable;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Set;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.capture.Capture;
import net.vdestack.forwarder.fixture.CaptureChannel;
import net.vdestack.forwarder.fixture.SocketLink;
import net.vdestack.forwarder.fixture.SocketPair;
import net.vdestack.forwarder.lan.LanProvider;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Syscalls;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final int WARM_UP = 10_000;
    private static final int ROUNDS = 10_000;
    private static final int FRAMES = 4;

    @Test
    void forwardingOverALanAllocatesNothing() throws Exception {
        assertAllocatesNothing((device, lane, sink) -> () -> {});
    }

    @Test
    void norDoesACapture() throws Exception {
        assertAllocatesNothing((device, lane, sink) -> {
            Capture capture = Capture.start(new CaptureChannel(), device, ended -> {});
            lane.through(new CapturedOutlet(capture, lane.outlet(), lane.slots()));
            sink.through(new CapturedInlet(capture, sink.inlet()));
            return capture;
        });
    }

    private interface Watching {
        Closeable begin(LinkDevice device, TransmitLane lane, TapSink sink);
    }

    private static void assertAllocatesNothing(Watching watching) throws Exception {
        LanProvider lan = new LanProvider();
        LinkCounters counters = new LinkCounters();
        BufferPool<TransmitBuffers> buffers = new BufferPool<>(1, TransmitBuffers::new);
        try (SocketPair a = SocketPair.open();
                SocketPair b = SocketPair.open();
                SocketLink device = new SocketLink("vde0", A)) {
            Locator locator = new Locator("lan", "allocation");
            TapSink sinkA = new TapSink(a.near().number(), Set.of(), counters);
            TapSink sinkB = new TapSink(b.near().number(), Set.of(), counters);
            try (FramePort portA = lan.open(locator, context(device, counters, sinkA));
                    FramePort portB = lan.open(locator, context(device, counters, sinkB));
                    TransmitLane lane = new TransmitLane(
                            new TapPort("vde0", a.near().number(), Set.of(), counters),
                            counters,
                            buffers,
                            (port, failure) -> {})) {
                lane.target(portA);
                Closeable watched = watching.begin(device, lane, sinkB);
                assertThat(portB.readDescriptor()).isEqualTo(FramePort.NO_DESCRIPTOR);
                byte[] bytes = frame(B, A, 60, 1);
                ByteBuffer frame = ByteBuffer.allocateDirect(9234).put(bytes).rewind();
                ByteBuffer received = ByteBuffer.allocateDirect(9234);

                allocated(lane, a, b, frame, received, WARM_UP);
                long allocated = allocated(lane, a, b, frame, received, ROUNDS);

                watched.close();
                assertThat(allocated).as("bytes in total").isLessThan(1024);
                assertThat(counters.snapshot("vde0", "lan").receiveFrames())
                        .isEqualTo((long) (WARM_UP + ROUNDS) * FRAMES);
            }
        }
        buffers.trim();
    }

    private static LinkPortContext context(SocketLink device, LinkCounters counters, TapSink sink) {
        return new LinkPortContext(
                new LinkEnd(device, counters, sink),
                device::underlay,
                (network, nested) -> {
                    throw new UnsupportedOperationException(network.toString());
                },
                reason -> {});
    }

    /** Bytes allocated by the lane's turns, in total. */
    private static long allocated(
            TransmitLane lane, SocketPair a, SocketPair b, ByteBuffer frame, ByteBuffer received, int rounds)
            throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long from = NativeMemory.addressOf(frame);
        long to = NativeMemory.addressOf(received);
        int stackA = a.far().number();
        int stackB = b.far().number();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < FRAMES; i++) {
                Syscalls.write(stackA, from, 60);
            }
            lane.turn();
            for (int i = 0; i < FRAMES; i++) {
                Syscalls.read(stackB, to, 9234);
            }
        }
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }
}
