package net.vdestack.ctl.server;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import net.vdestack.ctl.shell.Shell;

/**
 * What a client shows to be let in.
 *
 * @param source where it comes from, in words
 */
public record Token(String value, String source) {
    /** How to give one, for those who have given none or a wrong one. */
    public static final String REMEDY =
            "name a file with one by --token-file FILE or VDESTACK_TOKEN_FILE, or set VDESTACK_TOKEN";

    /** What may stand in a header: RFC 6750 is narrower, servers may be wider. */
    private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7e]{1,4096}");

    /**
     * The one to be used: from the file that was named, else from the environment, else that of the installation, which
     * is for servers on this machine only: it opens no other one, and none but these shall see it.
     *
     * @throws IOException if one was named that cannot be read
     */
    static Optional<Token> find(Optional<Path> named, Shell shell, Endpoint endpoint) throws IOException {
        if (named.isPresent()) {
            return Optional.of(read(named.get()));
        }
        Optional<String> value = shell.variable("VDESTACK_TOKEN");
        if (value.isPresent()) {
            return Optional.of(checked(value.get(), "the variable VDESTACK_TOKEN"));
        }
        Optional<String> file = shell.variable("VDESTACK_TOKEN_FILE");
        if (file.isPresent()) {
            return Optional.of(read(Path.of(file.get())));
        }
        Optional<Path> own = shell.installation()
                .map(home -> home.resolve("data/admin.token"))
                .filter(Files::isReadable)
                .filter(token -> endpoint.isLoopback());
        return own.isPresent() ? Optional.of(read(own.get())) : Optional.empty();
    }

    private static Token read(Path file) throws IOException {
        try {
            return checked(Files.readString(file, StandardCharsets.US_ASCII), "the file " + file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no token file " + file + ": " + REMEDY, e);
        } catch (AccessDeniedException e) {
            throw new IOException("this user may not read the token file " + file + ": " + REMEDY, e);
        } catch (CharacterCodingException e) {
            throw unusable("the file " + file);
        }
    }

    private static Token checked(String text, String source) throws IOException {
        String value = text.strip();
        if (!USABLE.matcher(value).matches()) {
            throw unusable(source);
        }
        return new Token(value, source);
    }

    private static IOException unusable(String source) {
        return new IOException(source + " holds no token, which is one word of ASCII: " + REMEDY);
    }

    /** Without its value, which belongs into no message. */
    @Override
    public String toString() {
        return "the token of " + source;
    }
}
