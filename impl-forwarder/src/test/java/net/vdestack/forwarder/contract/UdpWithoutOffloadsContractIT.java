package net.vdestack.forwarder.contract;

/** Plain frames, each a datagram. */
class UdpWithoutOffloadsContractIT extends UdpContractIT {
    @Override
    String offloads() {
        return "none";
    }
}
