package net.vdestack.ctl.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.vdestack.ctl.server.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "capture",
        description = "Capture what passes a link, as pcapng, until Ctrl-C or a limit ends it. For administrators.",
        footer = {
            "",
            "Examples:",
            "  vdestackctl capture blue | wireshark -k -i -",
            "  vdestackctl capture blue vde1 | tcpdump -n -r -",
            "  vdestackctl capture blue --seconds 60 -w blue.pcapng"
        })
final class CaptureCommand extends ServerCommand {
    private static final String STANDARD_OUTPUT = "-";
    private static final int BUFFER = 1 << 16;

    @Parameters(index = "0", paramLabel = "NAME", description = "the stack")
    private String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "LINK", description = "the link, if there are several")
    private Optional<String> link = Optional.empty();

    @Option(
            names = {"-w", "--write"},
            paramLabel = "FILE",
            description = "write into this file; - is standard output, which it is unless given")
    private String file = STANDARD_OUTPUT;

    @Option(names = "--seconds", paramLabel = "N", description = "end after so many seconds")
    private Optional<Integer> seconds = Optional.empty();

    @Option(names = "--packets", paramLabel = "N", description = "end after so many frames")
    private Optional<Integer> packets = Optional.empty();

    @Override
    int ask(Server server) throws Exception {
        boolean toOutput = file.equals(STANDARD_OUTPUT);
        if (toOutput && shell().terminal()) {
            throw misused("a capture is nothing for a terminal: pipe it into a program, or write it by -w FILE");
        }
        String path = link(name, link.isPresent() ? link.get() : onlyLink(server, name)) + "/capture" + limits();
        try (InputStream capture = server.bytes(path, seconds)) {
            if (toOutput) {
                copy(capture, shell().out());
            } else {
                // only now, so that a capture that is refused leaves the file as it was
                try (OutputStream out = Files.newOutputStream(Path.of(file))) {
                    copy(capture, out);
                }
            }
        }
        return 0;
    }

    private String limits() {
        List<String> limits = new ArrayList<>();
        seconds.ifPresent(number -> limits.add("seconds=" + number));
        packets.ifPresent(number -> limits.add("packets=" + number));
        return limits.isEmpty() ? "" : "?" + String.join("&", limits);
    }

    /** Each piece as it comes: somebody watches. */
    private void copy(InputStream capture, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int length = capture.read(buffer); length >= 0; length = capture.read(buffer)) {
            out.write(buffer, 0, length);
            if (out == shell().out()) {
                shell().flush();
            }
        }
    }
}
