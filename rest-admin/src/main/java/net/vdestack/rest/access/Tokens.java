package net.vdestack.rest.access;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Knows who a token belongs to. Thread safe. */
public final class Tokens {
    private static final Caller ADMIN = new Caller("admin", Role.ADMIN);

    private final TokenHash admin;
    private final TokenFile others;

    private Tokens(TokenHash admin, TokenFile others) {
        this.admin = admin;
        this.others = others;
    }

    /**
     * The administrator's token, which is made if there is none, and those that the operator adds.
     *
     * @param adminToken {@code DATA/admin.token}
     * @param others {@code conf/tokens.json}, which need not exist
     */
    public static Tokens open(Path adminToken, Path others) throws IOException {
        return new Tokens(TokenHash.of(AdminToken.readOrCreate(adminToken)), new TokenFile(others));
    }

    /** Whose token it is; empty if nobody's. All are compared, so that the time it takes tells nothing. */
    public Optional<Caller> find(String token) {
        TokenHash hash = TokenHash.of(token);
        Caller found = admin.matches(hash) ? ADMIN : null;
        for (TokenFile.Entry entry : others.entries()) {
            if (entry.hash().matches(hash) && found == null) {
                found = entry.caller();
            }
        }
        return Optional.ofNullable(found);
    }
}
