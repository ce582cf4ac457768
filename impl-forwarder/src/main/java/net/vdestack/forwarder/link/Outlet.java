package net.vdestack.forwarder.link;

import net.vdestack.api.forwarding.spi.FrameBatch;

/** Where the frames of a stack go out. Confined to the thread that sends. */
@FunctionalInterface
interface Outlet {
    /**
     * Sends the frames of a batch from a slot on, as many as are taken now. Those that will never be are marked.
     *
     * @return how many slots were taken
     */
    int send(FrameBatch batch, int from);
}
