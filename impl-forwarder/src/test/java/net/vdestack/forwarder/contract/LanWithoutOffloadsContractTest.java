package net.vdestack.forwarder.contract;

/** Plain frames from TAPs without headers. */
class LanWithoutOffloadsContractTest extends LanContractTest {
    @Override
    String offloads() {
        return "none";
    }
}
