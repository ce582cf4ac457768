package net.vdestack.linux.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.linux.namespace.NamespaceFiles;

/** Finds out who keeps a namespace alive, for the operator's log. */
final class NamespaceUsers {
    private static final Path PROC = Path.of("/proc");

    private NamespaceUsers() {}

    /** Threads of this process, other processes, and descriptors of this process, in words. */
    static List<String> of(String identity) {
        List<String> users = new ArrayList<>();
        collect(PROC.resolve("self/task"), "ns/net", identity, "thread", users);
        collect(PROC, "ns/net", identity, "process", users);
        for (Path descriptor : entries(PROC.resolve("self/fd"))) {
            if (identity.equals(identityOf(descriptor))) {
                users.add("descriptor " + descriptor.getFileName());
            }
        }
        return users;
    }

    private static void collect(Path directory, String file, String identity, String kind, List<String> users) {
        for (Path entry : entries(directory)) {
            if (Character.isDigit(entry.getFileName().toString().charAt(0))
                    && identity.equals(identityOf(entry.resolve(file)))) {
                users.add(kind + " " + entry.getFileName() + " '" + name(entry) + "'" + remedy(name(entry)));
            }
        }
    }

    /** The one that everybody meets. The kernel cuts names to 15 characters. */
    private static String remedy(String name) {
        return name.equals("Keep-Alive-Time")
                ? " (HttpURLConnection's, for some seconds: -Dhttp.keepAlive=false avoids it)"
                : "";
    }

    private static List<Path> entries(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
            // what came so far is better than nothing
        }
        return entries;
    }

    private static String identityOf(Path file) {
        try {
            return NamespaceFiles.identity(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm")).trim();
        } catch (IOException e) {
            return "?";
        }
    }
}
