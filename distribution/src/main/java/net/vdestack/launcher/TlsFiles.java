package net.vdestack.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the operator keeps the server's certificate and its key, in PEM, as certification authorities deliver them.
 *
 * @param certificate the server's certificate, then those that lead to its root
 * @param key PKCS#8, not encrypted
 */
record TlsFiles(Path certificate, Path key) {
    private static final String CERTIFICATE = "vdestack.tls.certificate";
    private static final String KEY = "vdestack.tls.key";
    private static final Set<String> ALGORITHMS = Set.of("RSA", "EC");
    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----([^-]*)");

    /**
     * Those that the operator's settings name.
     *
     * @return empty if they name none
     * @throws LaunchException if they name one without the other
     */
    static Optional<TlsFiles> of(Map<String, String> settings) throws LaunchException {
        if (!settings.containsKey(CERTIFICATE) && !settings.containsKey(KEY)) {
            return Optional.empty();
        }
        return Optional.of(new TlsFiles(path(settings, CERTIFICATE), path(settings, KEY)));
    }

    private static Path path(Map<String, String> settings, String name) throws LaunchException {
        String value = settings.getOrDefault(name, "").strip();
        try {
            if (!value.isEmpty()) {
                return Path.of(value).toAbsolutePath().normalize();
            }
        } catch (InvalidPathException e) {
            // said below
        }
        throw LaunchException.failed("TLS takes the file of a certificate and of its key: " + name
                + " in conf/config.properties names none");
    }

    /**
     * Reads both.
     *
     * @throws LaunchException if they cannot be used, or not together
     */
    TlsIdentity read() throws LaunchException {
        List<X509Certificate> chain = chain();
        requireSecret();
        TlsIdentity identity = new TlsIdentity(chain, privateKey(chain.get(0)));
        if (!identity.isMatching()) {
            throw notMatching();
        }
        return identity;
    }

    private List<X509Certificate> chain() throws LaunchException {
        byte[] content = content(certificate);
        try {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (CertificateException e) {
            // said below
        }
        throw LaunchException.failed(
                certificate + " is no certificate in PEM: its first line would be" + " '-----BEGIN CERTIFICATE-----'");
    }

    /** Whoever has the key can be this server for its clients. A group is the operator's own means. */
    private void requireSecret() throws LaunchException {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(key);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw LaunchException.failed("everybody on this machine may read or write the key " + key + " ("
                        + PosixFilePermissions.toString(permissions) + "): 'chmod 600 " + key
                        + "' if nobody else has read it, or else get a new key");
            }
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    private PrivateKey privateKey(X509Certificate owner) throws LaunchException {
        String algorithm = owner.getPublicKey().getAlgorithm();
        if (!ALGORITHMS.contains(algorithm)) {
            throw LaunchException.failed(
                    certificate + " is for a key of the kind " + algorithm + ": RSA or EC are taken");
        }
        Matcher pem = PRIVATE_KEY.matcher(new String(content(key), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw LaunchException.failed(
                    key + " is no key in PEM: its first line would be '-----BEGIN PRIVATE KEY-----'");
        }
        if (!pem.group(1).isEmpty()) {
            throw LaunchException.failed(key + " is encrypted, or older than PKCS#8 ('BEGIN " + pem.group(1)
                    + "PRIVATE KEY'): convert it with 'openssl pkcs8 -topk8 -nocrypt -in " + key + " -out NEW'");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(2));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw notMatching();
        }
    }

    private LaunchException notMatching() {
        return LaunchException.failed("the key " + key + " is not that of the first certificate in " + certificate
                + ": the server's own comes first, then those that lead to its root");
    }

    private static byte[] content(Path file) throws LaunchException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static LaunchException unreadable(Path file, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return LaunchException.failed(file + " is not there: conf/config.properties names it for TLS");
        }
        if (failure instanceof AccessDeniedException) {
            return LaunchException.failed(file + " may not be read by this user: give it to a group of this user's,"
                    + " 'chmod 640 " + file + "'");
        }
        return LaunchException.failed("cannot read " + file, failure);
    }
}
