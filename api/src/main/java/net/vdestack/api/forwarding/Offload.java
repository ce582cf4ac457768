package net.vdestack.api.forwarding;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Work on frames that is done once for many of them, by the kernel or by us in its place. Whoever makes a TAP or a
 * socket finds out what the kernel can do, and does without the rest.
 */
public enum Offload {
    /** TCP segmentation offload: a TAP gives and takes TCP in super-frames, and leaves checksums to us. */
    TSO,
    /** UDP segmentation offload: a TAP gives and takes datagrams of one flow in super-frames, from Linux 6.2 on. */
    USO,
    /** {@code UDP_SEGMENT} of udp(7): many datagrams for one node are one message. */
    UDP_SEGMENT,
    /** {@code UDP_GRO} of udp(7): many datagrams of one node come as one message. */
    UDP_GRO;

    /**
     * The system property that says which ones may be used, should one of them be suspected of trouble: names such as
     * {@code tso,udp-gro}, or {@code none}. All unless it is set. It is read whenever a TAP or a socket is made.
     */
    public static final String PROPERTY = "vdestack.offloads";

    /** The name used in {@link #PROPERTY}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Those that may be used.
     *
     * @throws IllegalArgumentException if {@link #PROPERTY} names one that there is not
     */
    public static Set<Offload> allowed() {
        String names = System.getProperty(PROPERTY);
        if (names == null) {
            return EnumSet.allOf(Offload.class);
        }
        if (names.equals("none")) {
            return EnumSet.noneOf(Offload.class);
        }
        return Arrays.stream(names.split(",", -1))
                .map(Offload::parse)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Offload.class)));
    }

    private static Offload parse(String name) {
        return Arrays.stream(values())
                .filter(offload -> offload.key().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("system property " + PROPERTY + ": '" + name
                        + "' is none; write some of "
                        + Arrays.stream(values()).map(Offload::key).collect(Collectors.joining(","))
                        + ", or none"));
    }
}
