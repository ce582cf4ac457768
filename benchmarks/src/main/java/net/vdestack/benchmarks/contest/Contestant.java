package net.vdestack.benchmarks.contest;

import java.io.IOException;

/**
 * Something that joins two ends.
 *
 * @param name what the rows call it
 * @param setup sets it up
 */
record Contestant(String name, Setup setup) {
    /** How a contestant is set up. */
    interface Setup {
        /**
         * Makes ends and what joins them.
         *
         * @param session keeps what has to be closed, and gets the ends
         */
        void accept(Session session) throws IOException, InterruptedException;
    }

    /** Sets it up. */
    Session open() throws IOException, InterruptedException {
        Session session = new Session();
        try {
            setup.accept(session);
            return session;
        } catch (IOException | InterruptedException | RuntimeException e) {
            session.close();
            throw e;
        }
    }
}
