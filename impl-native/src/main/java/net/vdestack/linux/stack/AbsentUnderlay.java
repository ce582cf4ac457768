package net.vdestack.linux.stack;

import java.io.IOException;
import java.util.concurrent.Callable;
import net.vdestack.api.forwarding.Underlay;

/** A stack that is to be the underlay of others' links, and is not there, or not up yet. */
record AbsentUnderlay(String stack) implements Underlay {
    private IOException absent() {
        return new IOException("underlay stack " + stack + " is not there");
    }

    @Override
    public int openSocket(int domain, int type, int protocol) throws IOException {
        throw absent();
    }

    @Override
    public <T> T call(Callable<T> task) throws IOException {
        throw absent();
    }

    @Override
    public String toString() {
        return "stack " + stack;
    }
}
