package net.vdestack.forwarder.link;

/**
 * Who turns the lanes of all links. Two pools, since a pool waits for a file once, and the lanes of a link may wait for
 * the same: a socket that is full, and that has something to read.
 */
record LanePools(LanePool<TransmitBuffers> transmitters, LanePool<ReceiveBuffers> receivers) {
    LanePools() {
        this(new LanePool<>("vdestack-tx", TransmitBuffers::new), new LanePool<>("vdestack-rx", ReceiveBuffers::new));
    }
}
