package net.vdestack.forwarder.contract;

/** Runs go out, and datagrams come in. */
class VxvdeSendingRunsContractIT extends VxvdeContractIT {
    @Override
    String offloads() {
        return "udp-segment";
    }
}
