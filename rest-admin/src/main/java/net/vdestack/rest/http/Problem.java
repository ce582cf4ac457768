package net.vdestack.rest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * An error as a client reads it, RFC 9457.
 *
 * @param type what kind of problem it is; {@code about:blank} for those that the status tells
 * @param title the status in words
 * @param detail what is wrong and what would help
 * @param instance the path that was asked for
 * @param errno symbolic name of what the kernel said; null unless it did
 * @param errors what is wrong with the body; null unless that is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type, String title, int status, String detail, String instance, String errno, List<Mistake> errors) {
    /** Its media type. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /**
     * One mistake in a body.
     *
     * @param pointer where it is, RFC 6901; empty for the body as a whole
     */
    public record Mistake(String pointer, String detail) {
        public Mistake {
            pointer = written(pointer);
            detail = written(detail);
        }
    }

    public Problem {
        detail = written(detail);
    }

    /** What a client has sent may be repeated in it, and be no text: that is told with question marks. */
    private static String written(String text) {
        return text == null ? null : new String(text.getBytes(UTF_8), UTF_8);
    }
}
