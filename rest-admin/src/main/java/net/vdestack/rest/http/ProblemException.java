package net.vdestack.rest.http;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.vdestack.rest.access.Caller;
import net.vdestack.rest.access.Role;

/** A request that is refused, for a reason that its client may read. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Status status;
    private final transient List<Problem.Mistake> errors;
    private final String errno;
    private final transient Map<String, String> headers = new TreeMap<>();

    /** The answers that this server gives when it refuses. */
    public enum Status {
        BAD_REQUEST(400, "Bad Request"),
        UNAUTHORIZED(401, "Unauthorized"),
        FORBIDDEN(403, "Forbidden"),
        NOT_FOUND(404, "Not Found"),
        METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
        NOT_ACCEPTABLE(406, "Not Acceptable"),
        CONFLICT(409, "Conflict"),
        PRECONDITION_FAILED(412, "Precondition Failed"),
        CONTENT_TOO_LARGE(413, "Content Too Large"),
        UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type"),
        MISDIRECTED_REQUEST(421, "Misdirected Request"),
        TOO_MANY_REQUESTS(429, "Too Many Requests"),
        INTERNAL_SERVER_ERROR(500, "Internal Server Error"),
        SERVICE_UNAVAILABLE(503, "Service Unavailable");

        private final int code;
        private final String title;

        Status(int code, String title) {
            this.code = code;
            this.title = title;
        }

        /** The status code. */
        public int code() {
            return code;
        }

        /** The reason phrase. */
        public String title() {
            return title;
        }
    }

    /** @param detail what is wrong and what would help; the client reads it */
    public ProblemException(Status status, String detail) {
        this(status, detail, null, null, null);
    }

    /** @param cause goes to the log at most */
    public ProblemException(Status status, String detail, Throwable cause) {
        this(status, detail, null, null, cause);
    }

    private ProblemException(
            Status status, String detail, String errno, List<Problem.Mistake> errors, Throwable cause) {
        super(detail, cause);
        this.status = status;
        this.errno = errno;
        this.errors = errors == null ? null : List.copyOf(errors);
    }

    /** A body that cannot be what it is meant to be. */
    public static ProblemException invalid(List<Problem.Mistake> errors, Throwable cause) {
        return new ProblemException(Status.BAD_REQUEST, "the body is not valid: see errors", null, errors, cause);
    }

    /** What the kernel or a network did not let us do. */
    public static ProblemException refused(String detail, String errno, Throwable cause) {
        return new ProblemException(Status.CONFLICT, detail, errno, null, cause);
    }

    /**
     * Somebody's role does not do.
     *
     * @param what is to be done
     */
    public static ProblemException lacksRole(String what, Role needed, Caller caller) {
        return new ProblemException(
                Status.FORBIDDEN,
                what + " takes the role " + needed.key() + "; the token '" + caller.name() + "' has "
                        + caller.role().key());
    }

    /** Adds a header to the answer. */
    public ProblemException header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** What the answer has beside its body. */
    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    /** Why. */
    public Status status() {
        return status;
    }

    /** As the client of this path reads it. */
    public Problem problem(String path) {
        return new Problem("about:blank", status.title(), status.code(), getMessage(), path, errno, errors);
    }
}
