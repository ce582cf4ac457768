package net.vdestack.forwarder.contract;

/** Plain frames, each a datagram. */
class VxlanWithoutOffloadsContractIT extends VxlanContractIT {
    @Override
    String offloads() {
        return "none";
    }
}
