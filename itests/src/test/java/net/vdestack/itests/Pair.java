package net.vdestack.itests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate and its key, as an operator makes them. */
record Pair(Path certificate, Path key) {
    /** @param names as openssl has them: {@code DNS:stacks.example,IP:::1} */
    static Pair make(Path folder, String name, String names) throws IOException {
        Pair pair = new Pair(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
        Subprocess.run(List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=" + name,
                "-addext",
                "subjectAltName=" + names,
                "-keyout",
                pair.key.toString(),
                "-out",
                pair.certificate.toString()));
        return pair;
    }

    /** Puts it where a platform takes it from. */
    void install(Distribution distribution) throws IOException {
        Files.writeString(distribution.conf("config.properties"), """
                vdestack.tls.certificate = ${vdestack.conf}/tls.crt
                vdestack.tls.key = ${vdestack.conf}/tls.key
                """);
        installKey(distribution);
        installCertificate(distribution);
    }

    void installKey(Distribution distribution) throws IOException {
        Files.copy(
                key,
                distribution.conf("tls.key"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    void installCertificate(Distribution distribution) throws IOException {
        Files.copy(certificate, distribution.conf("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
    }

    X509Certificate parsed() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(certificate)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    /** For clients that trust these, and nobody else. */
    static SSLContext trusting(Pair... pairs) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (Pair pair : pairs) {
            trusted.setCertificateEntry(pair.certificate.toString(), pair.parsed());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
