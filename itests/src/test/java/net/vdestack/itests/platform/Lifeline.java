package net.vdestack.itests.platform;

import java.io.IOException;

/**
 * Ends the platform's JVM when the one that started it ends, killed or not: then nobody holds the other end of its
 * standard input any more. A Java agent, so that it holds from the first moment; Pax Exam itself only ends the JVMs
 * that it has started when its own JVM ends in an orderly way.
 */
final class Lifeline {
    private Lifeline() {}

    public static void premain(String arguments) {
        Thread thread = new Thread(Lifeline::awaitEnd, "itests-lifeline");
        thread.setDaemon(true);
        thread.start();
    }

    private static void awaitEnd() {
        try {
            while (System.in.read() >= 0) {
                // nobody writes
            }
        } catch (IOException e) {
            // as good as the end
        }
        Runtime.getRuntime().halt(1);
    }
}
