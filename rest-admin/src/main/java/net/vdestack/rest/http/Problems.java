package net.vdestack.rest.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import net.vdestack.rest.json.Json;

/** Sends problems where no JAX-RS does. */
public final class Problems {
    private Problems() {}

    /** Answers with a problem, unless an answer is under way. */
    public static void send(HttpServletResponse response, ProblemException problem, String path) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.reset();
        response.setStatus(problem.status().code());
        problem.headers().forEach(response::setHeader);
        byte[] body = Json.MAPPER.writeValueAsBytes(problem.problem(path));
        response.setContentType(Problem.MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
