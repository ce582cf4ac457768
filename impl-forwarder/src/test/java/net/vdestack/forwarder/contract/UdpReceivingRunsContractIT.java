package net.vdestack.forwarder.contract;

/** Datagrams go out, and runs come in. */
class UdpReceivingRunsContractIT extends UdpContractIT {
    @Override
    String offloads() {
        return "udp-gro";
    }
}
