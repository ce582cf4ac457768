package net.vdestack.forwarder.link;

import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;

/** Where frames come into a stack. Any number of threads deliver at once. */
@FunctionalInterface
interface Inlet {
    /** Delivers the frame of a slot. Returns why it is not delivered, null if it is. */
    DropReason deliver(FrameBatch batch, int slot);
}
