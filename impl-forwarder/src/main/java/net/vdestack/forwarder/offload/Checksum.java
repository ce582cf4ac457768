package net.vdestack.forwarder.offload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071), by way of sums: 16-bit ones' complement sums of big-endian words. A sum of bytes
 * that are not all 0 is never 0, and one that includes its own right checksum is {@link #RIGHT}.
 */
public final class Checksum {
    /** The sum of what has a right checksum in it. */
    public static final int RIGHT = 0xffff;

    /** Sums know no byte order but in the end (RFC 1071, 2B): the machine's own is the one that costs nothing. */
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private Checksum() {}

    /** The sum of so many bytes, as if a 0 followed where their number is odd. They may begin anywhere. */
    public static int sum(ByteBuffer memory, int at, int length) {
        // all 64 bits and, apart, the upper 32: what overflows is the same in both, and goes when one is taken off
        long all = 0;
        long upper = 0;
        int end = at + length;
        int longs = at + (length & -Long.BYTES);
        for (int i = at; i < longs; i += Long.BYTES) {
            long word = (long) LONGS.get(memory, i);
            all += word;
            upper += word >>> 32;
        }
        long last = last(memory, longs, end);
        all += last;
        upper += last >>> 32;
        int sum = fold((all - (upper << 32)) + upper);
        return LITTLE_ENDIAN ? swap(sum) : sum;
    }

    /** Fewer than eight bytes as a word like the others. */
    private static long last(ByteBuffer memory, int from, int end) {
        long word = 0;
        for (int i = from; i < end; i++) {
            int place = (i - from) * Byte.SIZE;
            word |= (memory.get(i) & 0xffL) << (LITTLE_ENDIAN ? place : 56 - place);
        }
        return word;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }

    private static int swap(int sum) {
        return ((sum & 0xff) << 8) | (sum >>> 8);
    }

    /** The sum of two sums; a 16-bit number is the sum of itself. */
    public static int add(int a, int b) {
        return fold((long) a + b);
    }

    /** A sum without what is known to be in it. */
    public static int subtract(int sum, int part) {
        return add(sum, ~part & 0xffff);
    }

    /**
     * The sum of the pseudo-header (RFC 9293, 3.1 and RFC 8200, 8.1), of either version of IP.
     *
     * @param addresses where source and destination are, one behind the other
     * @param addressesLength bytes of both: 8 or 32
     * @param protocol TCP's or UDP's number
     * @param length bytes of the transport header and what follows
     */
    public static int pseudoHeader(ByteBuffer memory, int addresses, int addressesLength, int protocol, int length) {
        return fold((long) sum(memory, addresses, addressesLength) + protocol + length);
    }

    /** The checksum that belongs to a sum over everything else. */
    public static int of(int sum) {
        return ~sum & 0xffff;
    }

    /** The same where 0 would mean that there is none (RFC 768). */
    public static int nonZeroOf(int sum) {
        return sum == RIGHT ? RIGHT : of(sum);
    }
}
