package net.vdestack.rest.resource;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import net.vdestack.api.InvalidSpecException;
import net.vdestack.api.SyscallException;
import net.vdestack.rest.http.Problem;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;

/** Makes a problem of whatever was thrown. Of what nobody foresaw, the client reads only where it is in the log. */
final class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = System.getLogger(ProblemMapper.class.getName());

    @Context
    private UriInfo uri;

    @Override
    public Response toResponse(Throwable thrown) {
        String path = uri.getRequestUri().getRawPath();
        if (thrown instanceof WebApplicationException known) {
            return known(known, path);
        }
        return response(problem(thrown), path);
    }

    private static Response response(ProblemException problem, String path) {
        Response.ResponseBuilder response = Response.status(problem.status().code())
                .type(Problem.MEDIA_TYPE)
                .entity(problem.problem(path));
        problem.headers().forEach(response::header);
        return response.build();
    }

    /** Of JAX-RS itself: no such path, no such method. Its headers, such as Allow, stay. */
    private static Response known(WebApplicationException known, String path) {
        Response answer = known.getResponse();
        Response.StatusType status = answer.getStatusInfo();
        Problem problem = new Problem(
                "about:blank",
                status.getReasonPhrase(),
                status.getStatusCode(),
                detail(status, path),
                path,
                null,
                null);
        return Response.fromResponse(answer)
                .type(MediaType.valueOf(Problem.MEDIA_TYPE))
                .header(HttpHeaders.CONTENT_LENGTH, null)
                .entity(problem)
                .build();
    }

    private static String detail(Response.StatusType status, String path) {
        return switch (status.getStatusCode()) {
            case 404 -> "there is nothing at " + path;
            case 405 -> "the method is not one of those in the header Allow";
            case 406 -> "none of the media types in the header Accept is to be had here";
            default -> status.getReasonPhrase();
        };
    }

    /** What a client may read of it. */
    static ProblemException problem(Throwable thrown) {
        if (thrown instanceof ProblemException problem) {
            return problem;
        }
        if (thrown instanceof InvalidSpecException invalid) {
            List<Problem.Mistake> errors = invalid.mistakes().stream()
                    .map(each -> new Problem.Mistake(each.pointer(), each.detail()))
                    .toList();
            return ProblemException.invalid(errors, invalid);
        }
        if (thrown instanceof IllegalArgumentException) {
            return new ProblemException(Status.BAD_REQUEST, thrown.getMessage(), thrown);
        }
        if (thrown instanceof IllegalStateException) {
            return new ProblemException(Status.CONFLICT, thrown.getMessage(), thrown);
        }
        if (thrown instanceof IOException refusal) {
            return ProblemException.refused(refusal.getMessage(), errno(refusal), refusal);
        }
        if (thrown instanceof UncheckedIOException refusal) {
            return ProblemException.refused(refusal.getMessage(), errno(refusal), refusal);
        }
        if (isMalformedHeader(thrown)) {
            return new ProblemException(
                    Status.BAD_REQUEST, "a header of the request is malformed: " + thrown.getMessage(), thrown);
        }
        String id = UUID.randomUUID().toString();
        LOG.log(Level.ERROR, "request failed, " + id, thrown);
        return new ProblemException(
                Status.INTERNAL_SERVER_ERROR, "this should not have happened; the platform's log has it as " + id);
    }

    private static boolean isMalformedHeader(Throwable thrown) {
        return thrown instanceof ProcessingException
                && Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                        .anyMatch(ParseException.class::isInstance);
    }

    /** Null if it was not the kernel's. */
    private static String errno(Throwable refusal) {
        for (Throwable each = refusal; each != null; each = each.getCause()) {
            if (each instanceof SyscallException kernel) {
                return kernel.errnoName();
            }
        }
        return null;
    }
}
