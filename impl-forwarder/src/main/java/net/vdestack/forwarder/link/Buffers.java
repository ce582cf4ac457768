package net.vdestack.forwarder.link;

/** What a lane works in while it has frames. Its owner closes it. */
interface Buffers extends AutoCloseable {
    /** Forgets what is in there. */
    void clear();

    @Override
    void close();
}
