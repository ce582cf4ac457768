package net.vdestack.forwarder.offload;

/** The Internet checksum as RFC 1071 says it, 16 bits at a time. */
final class SlowChecksum {
    private SlowChecksum() {}

    static int sum(byte[] bytes) {
        return sum(bytes, 0, bytes.length);
    }

    static int sum(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i += 2) {
            int high = bytes[i] & 0xff;
            int low = i + 1 < to ? bytes[i + 1] & 0xff : 0;
            sum += (high << 8) | low;
            if (sum > 0xffff) {
                sum -= 0xffff;
            }
        }
        return sum;
    }

    static int checksum(byte[] bytes) {
        return 0xffff - sum(bytes);
    }
}
