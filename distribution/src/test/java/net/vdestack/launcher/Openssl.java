package net.vdestack.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes certificates and keys as operators do. */
final class Openssl {
    static final List<String> RSA = List.of("rsa:2048");
    static final List<String> EC = List.of("ec", "-pkeyopt", "ec_paramgen_curve:P-256");

    private Openssl() {}

    /** A self-signed certificate NAME.crt and its key NAME.key. */
    static TlsFiles pair(Path folder, String name, List<String> kind, String alternativeNames, int days)
            throws IOException, InterruptedException {
        TlsFiles files = new TlsFiles(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
        List<String> words = new ArrayList<>(List.of("req", "-x509", "-nodes", "-subj", "/CN=" + name, "-newkey"));
        words.addAll(kind);
        words.addAll(List.of("-addext", "subjectAltName=" + alternativeNames, "-days", String.valueOf(days)));
        words.addAll(List.of(
                "-keyout", files.key().toString(), "-out", files.certificate().toString()));
        run(words);
        return files;
    }

    static void run(List<String> words) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("openssl"));
        argv.addAll(words);
        File nowhere = new File("/dev/null");
        Process process = new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectInput(nowhere)
                .redirectOutput(nowhere)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(argv + " failed with " + process.exitValue());
        }
    }
}
