package net.vdestack.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * The identity as the HTTP server takes it: a file in the data directory, which is read again when it changes. Its
 * password is made up at each start and kept in memory, so that a copy of the file is of no use.
 */
final class TlsKeyStore {
    /** In the data directory: nothing else, since the HTTP server watches all that is there. */
    static final String DIRECTORY = "tls";

    private static final int PASSWORD_BYTES = 32;

    private final Path file;
    private final String password;

    private TlsKeyStore(Path file, String password) {
        this.file = file;
        this.password = password;
    }

    /** Makes it. */
    static TlsKeyStore create(DataDirectory data, TlsIdentity identity) throws IOException, LaunchException {
        Path directory = data.path().resolve(DIRECTORY);
        Files.createDirectory(directory, mode("rwx------"));
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        TlsKeyStore store = new TlsKeyStore(
                directory.resolve("keystore.p12"),
                Base64.getEncoder().withoutPadding().encodeToString(secret));
        store.keep(identity);
        return store;
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** Puts an identity in the place of the former one, at once. */
    void keep(TlsIdentity identity) throws IOException, LaunchException {
        Path unfinished = file.resolveSibling("keystore.new");
        Files.deleteIfExists(unfinished);
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(
                unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode("rw-------")))) {
            identity.keyStore(password.toCharArray()).store(out, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw LaunchException.failed("this JVM cannot keep the certificate and its key", e);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The properties with which the HTTP server uses it, and serves nothing without. */
    Map<String, String> properties() {
        return Map.of(
                "org.apache.felix.http.enable", "false",
                "org.apache.felix.https.enable", "true",
                "org.apache.felix.https.jetty.protocols.included", "TLSv1.3",
                "org.apache.felix.https.keystore", file.toString(),
                "org.apache.felix.https.keystore.type", "PKCS12",
                "org.apache.felix.https.keystore.password", password,
                "org.apache.felix.https.keystore.key.password", password);
    }
}
