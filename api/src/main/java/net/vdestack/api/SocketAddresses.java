package net.vdestack.api;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code struct sockaddr_in} and {@code struct sockaddr_in6} as bytes, for {@link NativeSocket} and for backends.
 *
 * <pre>
 * sockaddr_in   0 family (host order)  2 port (network order)  4 address[4]            8 zero[8]
 * sockaddr_in6  0 family (host order)  2 port (network order)  4 flowinfo  8 address[16]  24 scope id (host order)
 * </pre>
 *
 * See ip(7) and ipv6(7). Pure functions.
 */
public final class SocketAddresses {
    /** Address family of IPv4 on Linux. */
    public static final int AF_INET = 2;
    /** Address family of IPv6 on Linux. */
    public static final int AF_INET6 = 10;
    /** Bytes of a {@code sockaddr_in}. */
    public static final int SIZE_V4 = 16;
    /** Bytes of a {@code sockaddr_in6}; no address of either family is longer. */
    public static final int SIZE_V6 = 28;

    private static final int SCOPE_OFFSET = 24;

    private SocketAddresses() {}

    /** The address as a new direct buffer, ready to be read. */
    public static ByteBuffer encode(InetSocketAddress address) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE_V6);
        buffer.limit(encode(address, buffer, 0));
        return buffer;
    }

    /**
     * Writes the address at an absolute offset; the buffer's position does not matter and stays.
     *
     * @return the length of the structure
     */
    public static int encode(InetSocketAddress address, ByteBuffer buffer, int offset) {
        InetAddress host = address.getAddress();
        if (host == null) {
            throw new IllegalArgumentException("address " + address + " is unresolved: look the name up first");
        }
        byte[] octets = host.getAddress();
        boolean v4 = host instanceof Inet4Address;
        int size = v4 ? SIZE_V4 : SIZE_V6;
        for (int i = 0; i < size; i++) {
            buffer.put(offset + i, (byte) 0);
        }
        putShort(buffer, offset, (short) (v4 ? AF_INET : AF_INET6), ByteOrder.nativeOrder());
        putShort(buffer, offset + 2, (short) address.getPort(), ByteOrder.BIG_ENDIAN);
        buffer.put(offset + (v4 ? 4 : 8), octets);
        if (host instanceof Inet6Address v6 && v6.getScopeId() != 0) {
            putInt(buffer, offset + SCOPE_OFFSET, v6.getScopeId());
        }
        return size;
    }

    /**
     * Reads an address at an absolute offset. An IPv4-mapped IPv6 address comes out as the IPv4 address it stands for.
     *
     * @throws IllegalArgumentException if it is of another family
     */
    public static InetSocketAddress decode(ByteBuffer buffer, int offset) {
        int family = family(buffer, offset);
        if (family != AF_INET && family != AF_INET6) {
            throw new IllegalArgumentException("address family " + family + " is neither AF_INET nor AF_INET6");
        }
        byte[] octets = new byte[family == AF_INET ? 4 : 16];
        buffer.get(offset + (family == AF_INET ? 4 : 8), octets);
        int scope = family == AF_INET ? 0 : getInt(buffer, offset + SCOPE_OFFSET);
        try {
            InetAddress host =
                    scope == 0 ? InetAddress.getByAddress(octets) : Inet6Address.getByAddress(null, octets, scope);
            return new InetSocketAddress(host, port(buffer, offset));
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 octets are always an address", e);
        }
    }

    /** The family of the address at an absolute offset. */
    public static int family(ByteBuffer buffer, int offset) {
        return Short.toUnsignedInt(getShort(buffer, offset, ByteOrder.nativeOrder()));
    }

    /** The port of the IPv4 or IPv6 address at an absolute offset. */
    public static int port(ByteBuffer buffer, int offset) {
        return Short.toUnsignedInt(getShort(buffer, offset + 2, ByteOrder.BIG_ENDIAN));
    }

    private static void putShort(ByteBuffer buffer, int offset, short value, ByteOrder order) {
        boolean big = order == ByteOrder.BIG_ENDIAN;
        buffer.put(offset, (byte) (big ? value >>> 8 : value));
        buffer.put(offset + 1, (byte) (big ? value : value >>> 8));
    }

    private static void putInt(ByteBuffer buffer, int offset, int value) {
        boolean big = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
        putShort(buffer, offset, (short) (big ? value >>> 16 : value), ByteOrder.nativeOrder());
        putShort(buffer, offset + 2, (short) (big ? value : value >>> 16), ByteOrder.nativeOrder());
    }

    private static int getInt(ByteBuffer buffer, int offset) {
        boolean big = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
        int first = Short.toUnsignedInt(getShort(buffer, offset, ByteOrder.nativeOrder()));
        int second = Short.toUnsignedInt(getShort(buffer, offset + 2, ByteOrder.nativeOrder()));
        return big ? (first << 16) | second : (second << 16) | first;
    }

    private static short getShort(ByteBuffer buffer, int offset, ByteOrder order) {
        int first = buffer.get(offset) & 0xff;
        int second = buffer.get(offset + 1) & 0xff;
        return (short) (order == ByteOrder.BIG_ENDIAN ? (first << 8) | second : (second << 8) | first);
    }
}
