package net.vdestack.ctl.server;

import java.io.IOException;
import java.net.ConnectException;
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
 * @param data the directory of the installation's data, if it was found there without being named
 */
public record Token(String value, String source, Optional<Path> data) {
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
        Optional<Path> data =
                shell.installation().map(home -> home.resolve("data")).filter(directory -> endpoint.isLoopback());
        Optional<Path> own =
                data.map(directory -> directory.resolve("admin.token")).filter(Files::isReadable);
        return own.isPresent()
                ? Optional.of(new Token(read(own.get()).value, "the file " + own.get(), data))
                : Optional.empty();
    }

    /**
     * Its value, for a server that may see it. One that nobody named is for those who may read its file anyway: while
     * the server is down, any user of this machine could listen in its place.
     *
     * @throws ConnectException if nobody listens
     * @throws IOException if somebody else does, or it cannot be known who does
     */
    String shownTo(Endpoint endpoint) throws IOException {
        if (data.isPresent()) {
            Listeners listeners = listeners(endpoint);
            if (listeners.users().isEmpty()) {
                throw new ConnectException("nobody listens there");
            }
            long owner = Integer.toUnsignedLong((Integer) Files.getAttribute(data.get(), "unix:uid"));
            for (long other : listeners.othersThan(owner)) {
                throw withheld(
                        endpoint,
                        "since user " + other + " listens there, and " + data.get() + " belongs to user " + owner);
            }
        }
        return value;
    }

    private Listeners listeners(Endpoint endpoint) throws IOException {
        try {
            return Listeners.at(endpoint.port());
        } catch (IOException e) {
            throw withheld(endpoint, "since Linux does not tell who listens there (" + e + ")");
        }
    }

    private IOException withheld(Endpoint endpoint, String reason) {
        return new IOException(this + " is not sent to " + endpoint + ", " + reason
                + ": if it is the server that you mean, name its token by --token-file FILE");
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
        return new Token(value, source, Optional.empty());
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
