package net.vdestack.forwarder.link;

/**
 * Who turns the lanes of all links. Two pools, since a pool waits for a file once, and the lanes of a link may wait for
 * the same: a socket that is full, and that has something to read.
 */
record LanePools(LanePool transmitters, LanePool receivers) {
    LanePools() {
        this(new LanePool("vdestack-tx"), new LanePool("vdestack-rx"));
    }
}
