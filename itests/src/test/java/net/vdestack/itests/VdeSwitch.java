package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.itests.platform.Await;

/** Debian's vde_switch at a directory. It ends when closed, and with this JVM. */
public final class VdeSwitch implements AutoCloseable {
    private final Subprocess process;

    private VdeSwitch(Subprocess process) {
        this.process = process;
    }

    /** Starts one that lets everybody in who comes from now on. */
    public static VdeSwitch start(Path directory, String... options) throws Exception {
        Subprocess.require("vde_switch");
        List<String> argv = new ArrayList<>(List.of("vde_switch", "-s", directory.toString()));
        argv.addAll(List.of(options));
        Subprocess process = Subprocess.start(argv);
        try {
            awaitOpen(directory);
            return new VdeSwitch(process);
        } catch (Throwable e) {
            process.close();
            throw e;
        }
    }

    /** Waits until a switch, of whatever program, listens at a directory. */
    static void awaitOpen(Path directory) throws Exception {
        Await.until("a switch at " + directory, () -> {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("ctl")))) {
                return channel.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Has its console do something, which must succeed. */
    void command(String command) throws IOException {
        process.input().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        process.input().flush();
        String line = process.line();
        while (!line.contains("1000 Success")) {
            assertThat(line).as(command).doesNotContainPattern("1[0-9]{3} ");
            line = process.line();
        }
    }

    /** Stops it, as a busy machine might, or lets it go on. */
    void signal(String name) throws IOException {
        Subprocess.run("kill", "-" + name, String.valueOf(process.pid()));
    }

    /** Ends it with a signal, by its name without SIG. */
    void end(String signal) throws IOException {
        signal(signal);
        process.awaitEnd();
        close();
    }

    /** Ends it with a signal that it cannot catch. */
    @Override
    public void close() throws IOException {
        process.close();
    }
}
