package net.vdestack.itests;

import java.util.List;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;

/** Is killed in the middle of using a stack. Prints the processes that must not survive it, then {@code ready}. */
final class KilledProgram {
    private KilledProgram() {}

    public static void main(String[] args) throws Exception {
        NetworkStack stack = NetworkStacks.open("vxvde://224.1.2.3");
        stack.run("sh -c 'setsid sleep 600 >/dev/null 2>&1 &'");
        stack.start(List.of("sh", "-c", "sleep 600 & wait"));
        stack.openServerSocketChannel();
        stack.threadFactory().newThread(() -> pause()).start();
        // sleeping are: the daemon, and the child of the shell
        List<ProcessHandle> sleepers = List.of();
        while (sleepers.size() < 2) {
            sleepers = ProcessHandle.allProcesses()
                    .filter(process -> process.info().command().orElse("").endsWith("/sleep"))
                    .filter(process -> isDescendant(process))
                    .toList();
        }
        sleepers.forEach(process -> System.out.println(process.pid()));
        System.out.println("ready");
        pause();
    }

    private static boolean isDescendant(ProcessHandle process) {
        return ProcessHandle.current().descendants().anyMatch(process::equals);
    }

    private static void pause() {
        try {
            TimeUnit.HOURS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
