package net.vdestack.rest.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a token, which is all that is kept of it. Compared in constant time. */
final class TokenHash {
    private final byte[] digest;

    private TokenHash(byte[] digest) {
        this.digest = digest;
    }

    static TokenHash of(String token) {
        try {
            return new TokenHash(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** @throws IllegalArgumentException if it is not 64 hexadecimal digits */
    static TokenHash parse(String hex) {
        if (hex.length() != 64) {
            throw new IllegalArgumentException("sha256 has " + hex.length() + " characters; it must be 64 hexadecimal"
                    + " digits, as printf %s TOKEN | sha256sum prints them");
        }
        try {
            return new TokenHash(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("sha256 is not hexadecimal: it must be 64 hexadecimal digits", e);
        }
    }

    boolean matches(TokenHash other) {
        return MessageDigest.isEqual(digest, other.digest);
    }
}
