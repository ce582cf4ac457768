package net.vdestack.forwarder.contract;

/** Plain frames, each a datagram. */
class VxvdeWithoutOffloadsContractIT extends VxvdeContractIT {
    @Override
    String offloads() {
        return "none";
    }
}
