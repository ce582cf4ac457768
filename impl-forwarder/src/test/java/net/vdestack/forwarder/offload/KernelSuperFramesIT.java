package net.vdestack.forwarder.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.Machine;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Super-frames of all kinds through a TAP of the kernel, out and in. The stack is a raw socket that gives and takes
 * virtio headers, too: packet(7). Runs in a network namespace of its own.
 */
@Timeout(120)
class KernelSuperFramesIT {
    private static final String NAME = "super0";
    private static final int TUNSETIFF = 0x400454ca;
    private static final int TUNSETOFFLOAD = 0x400454d0;
    private static final int TUNSETVNETHDRSZ = 0x400454d8;
    private static final int SIOCGIFINDEX = 0x8933;
    /** IFF_TAP, IFF_NO_PI, IFF_VNET_HDR. */
    private static final int FLAGS = 0x0002 | 0x1000 | 0x4000;
    /** Checksums, TSO and USO. */
    private static final int FEATURES = 0x67;

    private static final int AF_PACKET = 17;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_VNET_HDR = 15;
    /** In network order. */
    private static final int ETH_P_ALL = 0x0300;

    private static final int PAYLOAD = 3_001;
    private static final int SEGMENT = 500;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 17);
    private final Trains trains = new Trains(64, true);
    private Fd tap;
    private Fd stack;

    @BeforeEach
    void open() throws Exception {
        tap = Syscalls.open("/dev/net/tun", Syscalls.O_RDWR | Syscalls.O_NONBLOCK);
        ByteBuffer request = ByteBuffer.allocateDirect(40).order(ByteOrder.nativeOrder());
        request.put(0, NAME.getBytes(StandardCharsets.US_ASCII)).putShort(16, (short) FLAGS);
        Syscalls.ioctl(tap.number(), TUNSETIFF, request, "TUNSETIFF");
        Syscalls.ioctl(
                tap.number(),
                TUNSETVNETHDRSZ,
                ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder()).putInt(0, VirtioNetHeader.SIZE),
                "TUNSETVNETHDRSZ");
        Syscalls.ioctl(tap.number(), TUNSETOFFLOAD, FEATURES, "TUNSETOFFLOAD");
        Machine.here("ip link set " + NAME + " addrgenmode none");
        Machine.here("ip link set " + NAME + " up");
        stack = Sockets.open(AF_PACKET, Sockets.SOCK_RAW | Sockets.SOCK_NONBLOCK, 0);
        Sockets.setOption(stack.number(), SOL_PACKET, PACKET_VNET_HDR, 1);
        Syscalls.ioctl(stack.number(), SIOCGIFINDEX, request, "SIOCGIFINDEX");
        int index = request.getInt(16);
        // struct sockaddr_ll { u16 family, protocol; s32 interface; … }
        ByteBuffer address = ByteBuffer.allocateDirect(20).order(ByteOrder.nativeOrder());
        address.putShort(0, (short) AF_PACKET).putShort(2, (short) ETH_P_ALL).putInt(4, index);
        Sockets.bind(stack.number(), address, NAME);
    }

    @AfterEach
    void close() {
        stack.close();
        tap.close();
    }

    private void write(Fd to, byte[] message) {
        buffer.put(0, message);
        assertThat(Syscalls.write(to.number(), NativeMemory.addressOf(buffer), message.length))
                .isEqualTo(message.length);
    }

    /** The next message with a frame of ours; null if there is none. */
    private byte[] read(Fd from) throws IOException {
        for (; ; ) {
            int length = Syscalls.read(from.number(), NativeMemory.addressOf(buffer), buffer.capacity());
            if (length == -Errno.EAGAIN.number()) {
                return null;
            }
            byte[] message = new byte[Syscalls.check(length, "read")];
            buffer.get(0, message);
            if (Arrays.equals(message, 16, 22, SamplePacket.of(true, true, 0).frame(), 6, 12)) {
                return message;
            }
        }
    }

    private static byte[] behindHeader(SamplePacket packet) {
        return SuperFrame.behindHeader(packet.offload(SEGMENT), packet.superFrame());
    }

    /** What the kernel does not hand out whole, it has cut; either way it is the same on a wire. */
    @Test
    void whatTheKernelSendsIsCutAsItWouldCutIt() throws Exception {
        int whole = 0;
        int all = 0;
        for (SamplePacket packet : Samples.all(SamplePacket.random(PAYLOAD, 1))) {
            packet.flags = SamplePacket.ACK | SamplePacket.PSH;
            List<byte[]> wire = packet.wire(SEGMENT);

            write(stack, behindHeader(packet));

            List<byte[]> frames = new ArrayList<>();
            int[] messages = new int[1];
            Await.until("a super-frame, or its frames", () -> {
                for (byte[] next = read(tap); next != null; next = read(tap)) {
                    messages[0]++;
                    frames.addAll(SuperFrame.cut(next));
                }
                return frames.size() >= wire.size();
            });
            all++;
            whole += messages[0] == 1 ? 1 : 0;
            Trains.assertSame(frames, wire);
        }
        assertThat(whole).as("whole ones of %d", all).isGreaterThan(all / 3);
    }

    /** Behind a VLAN's tag it is taken, too, but shown without. */
    @Test
    void theKernelTakesWhatWasJoined() throws Exception {
        int joined = 0;
        for (SamplePacket packet : Samples.all(SamplePacket.random(PAYLOAD, 2))) {
            packet.flags = SamplePacket.ACK;
            List<Trains.Written> written = trains.of(packet.wire(SEGMENT));
            if (written.size() > 1) {
                continue;
            }
            joined++;
            write(tap, behindHeader(packet));

            byte[][] taken = new byte[1][];
            Await.until("the stack has it", () -> {
                taken[0] = read(stack);
                return taken[0] != null;
            });
            if (packet.tags.length == 0) {
                assertThat(withoutHint(taken[0])).isEqualTo(withoutHint(behindHeader(packet)));
            }
            assertThat(taken[0].length).isGreaterThan(PAYLOAD);
        }
        assertThat(joined).isGreaterThan(20);
    }

    /** The length of headers says nothing binding. */
    private static byte[] withoutHint(byte[] message) {
        byte[] plain = message.clone();
        plain[2] = 0;
        plain[3] = 0;
        return plain;
    }
}
