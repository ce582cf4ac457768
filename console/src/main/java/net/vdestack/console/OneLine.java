package net.vdestack.console;

/** Text that comes from elsewhere, made fit for a terminal. */
final class OneLine {
    private OneLine() {}

    /** The same without what breaks lines or steers terminals. */
    static String of(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
