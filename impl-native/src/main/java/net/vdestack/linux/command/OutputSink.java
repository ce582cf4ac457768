package net.vdestack.linux.command;

import java.nio.ByteBuffer;

/** Where what a command writes goes beside being kept. Called by the thread that reads it, which it may hold up. */
interface OutputSink {
    /** Nowhere. */
    OutputSink NONE = new OutputSink() {
        @Override
        public long add(int stream, ByteBuffer bytes) {
            return 0;
        }

        @Override
        public void end() {
            // nobody waits for it
        }
    };

    /**
     * Takes the remaining bytes.
     *
     * @param stream 0 for standard output, 1 for standard error
     * @return how many nanoseconds it has held up the caller until there was room for them
     */
    long add(int stream, ByteBuffer bytes);

    /** The command writes no more. */
    void end();
}
