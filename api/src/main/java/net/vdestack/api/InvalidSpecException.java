package net.vdestack.api;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A specification that cannot be met, and where in it what is wrong. */
public final class InvalidSpecException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    /** Of a message that tells many mistakes, or long ones. */
    private static final int MAX_MESSAGE = 4000;

    private final transient List<Mistake> mistakes;

    /**
     * One mistake.
     *
     * @param pointer where it is in the specification as JSON ({@link net.vdestack.api.configuration.StackDocuments}):
     *     a JSON pointer (RFC 6901) such as {@code /links/0/mtu}; empty for the whole
     * @param detail what is wrong and what would help
     */
    public record Mistake(String pointer, String detail) {
        public Mistake {
            Objects.requireNonNull(pointer, "pointer");
            Objects.requireNonNull(detail, "detail");
        }

        /** The place, if it is not the whole, and what is wrong there. */
        @Override
        public String toString() {
            return pointer.isEmpty() ? detail : pointer + ": " + detail;
        }
    }

    /**
     * For the implementation.
     *
     * @param mistakes all that are known, at least one
     */
    public InvalidSpecException(String message, List<Mistake> mistakes, Throwable cause) {
        super(message, cause);
        this.mistakes = List.copyOf(mistakes);
    }

    /** For the implementation: with a message that tells the mistakes and their places, as far as there is room. */
    public static InvalidSpecException of(List<Mistake> mistakes) {
        String message = mistakes.stream().map(Mistake::toString).collect(Collectors.joining("; "));
        return new InvalidSpecException(
                message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…", mistakes, null);
    }

    /** For the implementation: one mistake, whose place the message leaves out. */
    public static InvalidSpecException at(String pointer, String detail, Throwable cause) {
        return new InvalidSpecException(detail, List.of(new Mistake(pointer, detail)), cause);
    }

    /** All that are known, at least one; of very many the first, and one that says so. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
