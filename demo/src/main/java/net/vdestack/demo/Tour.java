package net.vdestack.demo;

/** Tells the visitor what happens. */
final class Tour {
    private int steps;

    void step(String what) {
        steps++;
        System.out.println(steps + ". " + what);
    }

    void figure(String what) {
        System.out.println("   " + what);
    }

    void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    void done() {
        System.out.println("All " + steps + " steps done.");
    }

    static void failed(Exception e) {
        System.err.println("The demo failed: " + e);
        e.printStackTrace();
    }
}
