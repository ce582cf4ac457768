package net.vdestack.forwarder.contract;

/** Super-frames of TCP are cut and joined, and each frame is a datagram. */
class UdpBehindTsoContractIT extends UdpContractIT {
    @Override
    String offloads() {
        return "tso";
    }
}
