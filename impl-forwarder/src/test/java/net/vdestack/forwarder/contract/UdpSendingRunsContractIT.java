package net.vdestack.forwarder.contract;

/** Runs go out, and datagrams come in. */
class UdpSendingRunsContractIT extends UdpContractIT {
    @Override
    String offloads() {
        return "udp-segment";
    }
}
