package net.vdestack.forwarder.offload;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Packets of all kinds: each version and protocol, with tags, options and extension headers in all combinations. */
final class Samples {
    private static final int[][] TAGS = {{}, {0x81000005}, {0x88a80007, 0x8100f005}};
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int DESTINATION = 60;

    private static final List<SamplePacket> EMPTY = all(new byte[0]);

    private Samples() {}

    /** What a system that segments by itself makes of its headers, with this payload. */
    static List<SamplePacket> all(byte[] payload) {
        List<SamplePacket> samples = new ArrayList<>();
        for (int[] tags : TAGS) {
            for (int options = 0; options <= 40; options += 4) {
                for (boolean v4 : new boolean[] {true, false}) {
                    SamplePacket tcp = SamplePacket.of(v4, true, 0);
                    tcp.payload = payload;
                    tcp.tags = tags;
                    tcp.tcpOptions = SamplePacket.random(options, options);
                    samples.add(tcp);
                    if (v4) {
                        samples.add(withIpOptions(tcp, options));
                    }
                }
            }
            for (boolean tcp : new boolean[] {true, false}) {
                for (boolean v4 : new boolean[] {true, false}) {
                    SamplePacket plain = SamplePacket.of(v4, tcp, 0);
                    plain.payload = payload;
                    plain.tags = tags;
                    samples.add(plain);
                    samples.addAll(v4 ? List.of(withIpOptions(plain, 40)) : withExtensions(plain));
                }
            }
        }
        return samples;
    }

    private static SamplePacket withIpOptions(SamplePacket plain, int length) {
        SamplePacket packet = plain.copy();
        packet.ipOptions = SamplePacket.random(length, length + 1);
        return packet;
    }

    private static List<SamplePacket> withExtensions(SamplePacket plain) {
        List<SamplePacket> packets = new ArrayList<>();
        int[][] chains = {
            {HOP_BY_HOP},
            {ROUTING},
            {DESTINATION},
            {HOP_BY_HOP, DESTINATION, ROUTING, DESTINATION},
            {DESTINATION, HOP_BY_HOP}
        };
        for (int[] chain : chains) {
            SamplePacket packet = plain.copy();
            packet.extensionTypes = chain;
            packet.extensions = new byte[chain.length][];
            for (int i = 0; i < chain.length; i++) {
                packet.extensions[i] = SamplePacket.random(8 * (i + 1), i);
                packet.extensions[i][1] = (byte) i;
                if (chain[i] == ROUTING) {
                    packet.finalDestination = 77;
                }
            }
            packets.add(packet);
        }
        return packets;
    }

    /** One that is all chance, within what may be made a super-frame. */
    static SamplePacket any(Random random, int maxPayload) {
        SamplePacket packet = EMPTY.get(random.nextInt(EMPTY.size())).copy();
        packet.payload = SamplePacket.random(random.nextInt(maxPayload + 1), random.nextLong());
        packet.service = random.nextInt(256);
        packet.flowLabel = random.nextInt(1 << 20);
        packet.id = random.nextInt(1 << 16);
        packet.fragment = random.nextBoolean() ? 0x4000 : 0;
        packet.ttl = random.nextInt(256);
        packet.sourcePort = random.nextInt(1 << 16);
        packet.destinationPort = random.nextInt(1 << 16);
        packet.sequence = random.nextInt();
        packet.acknowledgement = random.nextInt();
        packet.reserved = random.nextInt(16);
        packet.flags = random.nextInt(256);
        packet.window = random.nextInt(1 << 16);
        packet.urgent = random.nextInt(1 << 16);
        return packet;
    }
}
