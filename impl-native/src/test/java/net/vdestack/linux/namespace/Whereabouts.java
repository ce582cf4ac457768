package net.vdestack.linux.namespace;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;

/** Where threads and sockets of this process are. */
public final class Whereabouts {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private Whereabouts() {}

    /** The namespace of the calling thread. */
    public static String ofThisThread() throws IOException {
        return NamespaceFiles.ofThisThread();
    }

    /** The namespaces of all threads of the process, Java's or not. Those that end meanwhile are passed over. */
    public static Set<String> ofThreads() throws IOException {
        Set<String> found = new TreeSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                try {
                    found.add("net:[" + Files.getAttribute(task.resolve("ns/net"), "unix:ino") + "]");
                } catch (IOException e) {
                    // ended
                }
            }
        }
        return found;
    }

    /** The descriptors of the process that are sockets of a namespace. */
    public static Set<Integer> socketsOf(String namespace) throws IOException {
        Set<Integer> found = new TreeSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                int number = Integer.parseInt(descriptor.getFileName().toString());
                if (ofSocket(number).equals(namespace)) {
                    found.add(number);
                }
            }
        }
        return found;
    }

    /** The namespace of a socket; empty for what is none. */
    public static String ofSocket(int number) throws IOException {
        int namespace = Syscalls.namespaceOfSocket(number);
        if (namespace < 0) {
            return "";
        }
        try (Fd fd = Fd.adopt(namespace)) {
            return NamespaceFiles.of(fd.number());
        }
    }

    /** A new namespace, which nobody is in. */
    static Fd newNamespace() throws Exception {
        return onNewThread(() -> {
            Syscalls.unshareNetworkNamespace();
            return NamespaceFiles.openOfThisThread();
        });
    }

    /** The result of a task on a thread of its own, which has ended when this returns. */
    public static <T> T onNewThread(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "one-task");
        thread.start();
        T result = future.get(20, TimeUnit.SECONDS);
        thread.join();
        return result;
    }
}
