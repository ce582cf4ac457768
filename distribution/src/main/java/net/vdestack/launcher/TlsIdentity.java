package net.vdestack.launcher;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who this server is for its clients.
 *
 * @param chain its certificate, then those that lead to its root
 */
record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final byte[] PROBE = {'v', 'd', 'e'};

    private X509Certificate own() {
        return chain.get(0);
    }

    /** Whether the key is that of the certificate: the one verifies what the other has signed. */
    boolean isMatching() {
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(own().getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The host names and addresses that it is for. Not patterns: who uses one names the hosts. */
    List<String> names() {
        return alternativeNames().stream()
                .filter(name -> Set.of(DNS_NAME, IP_ADDRESS).contains(name.get(0)))
                .map(name -> String.valueOf(name.get(1)))
                .filter(name -> !name.startsWith("*"))
                .toList();
    }

    private Collection<List<?>> alternativeNames() {
        try {
            return Optional.ofNullable(own().getSubjectAlternativeNames()).orElse(List.of());
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** Until when clients take it. */
    Instant end() {
        return own().getNotAfter().toInstant();
    }

    /** In a store of its own. */
    KeyStore keyStore(char[] password) throws GeneralSecurityException {
        KeyStore.Builder empty =
                KeyStore.Builder.newInstance("PKCS12", null, new KeyStore.PasswordProtection(password));
        KeyStore store = empty.getKeyStore();
        store.setKeyEntry("server", key, password, chain.toArray(new Certificate[0]));
        return store;
    }
}
