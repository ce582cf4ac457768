package net.vdestack.forwarder.link;

import java.io.IOException;
import net.vdestack.linux.syscall.PollSet;

/** One direction of a link. Confined to whoever turns it: a {@link LaneThread}, or a test. */
interface Lane extends AutoCloseable {
    /** One bounded turn, which does not block. Returns how many frames it moved, 0 to be turned again when ready. */
    int turn() throws IOException;

    /** Says at one entry of a poll set what would make the next turn worth while. */
    void watch(PollSet set, int entry);

    @Override
    void close();
}
