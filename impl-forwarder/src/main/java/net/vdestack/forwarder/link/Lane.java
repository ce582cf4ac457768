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
     * Whether others are to have the processor once before it waits.
     *
     * @param frames how many it has moved since it was ready, but for turns right after others had the processor
     */
    boolean yieldsAfter(long frames);

    @Override
    void close();
}
