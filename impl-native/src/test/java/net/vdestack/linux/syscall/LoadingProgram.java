package net.vdestack.linux.syscall;

import java.io.IOException;

/** Loads the natives, twice, and prints how that went. */
final class LoadingProgram {
    private LoadingProgram() {}

    public static void main(String[] args) {
        load();
        load();
    }

    private static void load() {
        try {
            Syscalls.load();
            System.out.println("loaded");
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
