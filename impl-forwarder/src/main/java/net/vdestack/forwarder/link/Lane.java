package net.vdestack.forwarder.link;

import java.io.IOException;

/** One direction of a link. Turned by one thread at a time: a worker of a {@link LanePool}, or a test. */
interface Lane extends AutoCloseable {
    /**
     * After so many frames at once others get the processor: sockets of receivers hold few more datagrams, however
     * small, unless told otherwise (SO_RCVBUF of socket(7)), and lose what comes next.
     */
    int BURST = 256;

    /** One bounded turn, which does not block. Returns how many frames it moved, 0 to be turned again when ready. */
    int turn() throws IOException;

    /** The descriptor that makes the next turn worth while when it is ready. */
    int awaitedDescriptor();

    /** What it is to be ready for: POLLIN or POLLOUT of {@link net.vdestack.linux.syscall.PollSet}. */
    int awaitedEvents();

    /**
     * Whether others are to have the processor before its next turn, as they always have after a {@link #BURST}.
     *
     * @param frames how many the last one moved; 0 if it found no more after it had moved some, and would wait
     */
    boolean yieldsAfter(int frames);

    @Override
    void close();
}
