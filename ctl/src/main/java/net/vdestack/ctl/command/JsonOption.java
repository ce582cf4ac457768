package net.vdestack.ctl.command;

import picocli.CommandLine.Option;

/** For commands that print what people read, and can print what programs read. */
final class JsonOption {
    @Option(names = "--json", description = "print JSON, as the server answers")
    private boolean wanted;

    boolean isWanted() {
        return wanted;
    }
}
