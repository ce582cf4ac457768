package net.vdestack.rest.stream;

/**
 * What a {@link Stream} sends. It is asked when the client can take more, never before, so that nothing needs to wait
 * for a client anywhere but here, in a place of bounded size.
 *
 * <p>All methods are called by the thread of the {@link Streams}, one at a time, and must not block.
 */
public interface Source {
    /**
     * The stream has begun.
     *
     * @param wake tells the stream that there is more, or that this is the end; any thread, never blocks
     */
    void begin(Runnable wake);

    /** What to send next; null if there is nothing at the moment. It must not be changed afterwards. */
    byte[] next();

    /** Whether there will be nothing any more; asked when there was nothing. The stream ends then. */
    default boolean isFinished() {
        return false;
    }

    /** What to send when there has been nothing for a while, to learn whether the client is there; null for nothing. */
    byte[] heartbeat();

    /** The stream has ended, for whatever reason, maybe before it began. Called once. */
    void end();
}
