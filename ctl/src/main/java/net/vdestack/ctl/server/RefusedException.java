package net.vdestack.ctl.server;

import java.io.IOException;
import tools.jackson.databind.JsonNode;

/** The server does not do what it was asked for. The message is for people, with a line for each mistake. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    RefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** From a problem document, RFC 9457. */
    public static RefusedException of(JsonNode problem) {
        StringBuilder message = new StringBuilder(problem.path("title").asString("refused"));
        String detail = problem.path("detail").asString("");
        if (!detail.isEmpty()) {
            message.append(": ").append(detail);
        }
        String errno = problem.path("errno").asString("");
        if (!errno.isEmpty() && !detail.contains(errno)) {
            message.append(" (").append(errno).append(')');
        }
        for (JsonNode mistake : problem.path("errors")) {
            String pointer = mistake.path("pointer").asString("");
            message.append("\n  ")
                    .append(pointer.isEmpty() ? "" : pointer + ": ")
                    .append(mistake.path("detail").asString(""));
        }
        return new RefusedException(problem.path("status").asInt(0), message.toString());
    }

    /** The status code of its answer. */
    public int status() {
        return status;
    }
}
