package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDK on this machine.
 *
 * @param version such as 17
 * @param home where it is
 */
public record Jdk(int version, Path home) {
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

    /**
     * Finds out which one is at home somewhere.
     *
     * @throws IOException if there is none
     */
    public static Jdk at(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            throw new IOException("'" + home + "' is no JDK: give the folder that has bin/java and the file 'release'");
        }
        Matcher version = VERSION.matcher(Files.readString(release));
        if (!version.find()) {
            throw new IOException("'" + release + "' has no JAVA_VERSION: give the home of another JDK");
        }
        return new Jdk(Integer.parseInt(version.group(1)), home);
    }

    String java() {
        return home.resolve("bin/java").toString();
    }
}
