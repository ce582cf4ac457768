package net.vdestack.rest.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.vdestack.rest.access.Caller;
import net.vdestack.rest.access.FailureDelay;
import net.vdestack.rest.access.HostNames;
import net.vdestack.rest.access.RequestRate;
import net.vdestack.rest.access.Role;
import net.vdestack.rest.access.Tokens;
import net.vdestack.rest.http.ProblemException.Status;

/**
 * What a request passes before anybody acts on it: it must be meant for this server, come from no foreign web page,
 * show a token, and be of a reasonable size. Every servlet lets its requests through here by itself, so that none is
 * ever there without it. Thread safe.
 */
public final class Gate {
    /** Attribute of a request: {@code List<List<String>>}, the commands it asks for, for the audit log. */
    public static final String COMMANDS = "net.vdestack.rest.commands";

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final String BEARER = "Bearer ";

    private final HostNames hosts;
    private final Tokens tokens;
    private final RequestRate rate;
    private final FailureDelay delay;
    private final AuditLog audit;
    private final Timer timer;
    private final Bodies bodies = new Bodies();

    /** What is behind the gate. */
    public interface Handler {
        /** Answers. What it throws is answered as a problem, if nothing has been sent. */
        void handle(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;
    }

    /** Does something later. */
    public interface Timer {
        /** Whether it will; not if too much waits already. */
        boolean after(long millis, Runnable task);
    }

    /** @param timer sends the answers that wait */
    public Gate(HostNames hosts, Tokens tokens, RequestRate rate, FailureDelay delay, AuditLog audit, Timer timer) {
        this.hosts = hosts;
        this.tokens = tokens;
        this.rate = rate;
        this.delay = delay;
        this.audit = audit;
        this.timer = timer;
    }

    /** Lets everybody in who means this server. */
    public void passAnyone(HttpServletRequest request, HttpServletResponse response, Handler handler)
            throws ServletException, IOException {
        try {
            requireKnownHost(request);
            handler.handle(request, response);
        } catch (ProblemException e) {
            Problems.send(response, isSafe(request) ? e : unread(e), request.getRequestURI());
        }
    }

    /** Lets in who shows a valid token; {@link HttpServletRequest#getUserPrincipal} is a {@link Caller} then. */
    public void pass(HttpServletRequest request, HttpServletResponse response, Handler handler)
            throws ServletException, IOException {
        Optional<Caller> caller = Optional.empty();
        try {
            requireKnownHost(request);
            caller = token(request).flatMap(tokens::find);
            requireModesty(request, caller);
            requireOwnPage(request);
        } catch (ProblemException e) {
            Problems.send(response, e, request.getRequestURI());
            record(request, response.getStatus(), caller);
            return;
        }
        if (caller.isEmpty()) {
            refuseLater(request, response);
        } else {
            admit(request, response, caller.get(), handler);
        }
    }

    /** There is a line in the audit log even when the client has gone meanwhile, or what is behind the gate fails. */
    private void admit(HttpServletRequest request, HttpServletResponse response, Caller caller, Handler handler)
            throws ServletException, IOException {
        HttpServletRequest admitted = new Authenticated(request, caller);
        try {
            if (isSafe(request)) {
                handler.handle(admitted, response);
            } else {
                requireOperator(request, caller);
                bodies.handle(admitted, response, handler);
            }
        } catch (ProblemException e) {
            Problems.send(response, e, request.getRequestURI());
        } finally {
            record(request, response.getStatus(), Optional.of(caller));
        }
    }

    private static boolean isSafe(HttpServletRequest request) {
        return SAFE.contains(request.getMethod());
    }

    private void requireKnownHost(HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (!hosts.include(host)) {
            throw unread(new ProblemException(
                    Status.MISDIRECTED_REQUEST,
                    "Host '" + host + "' is none of this server's names: use localhost, or add the name to"
                            + " vdestack.http.hosts in conf/config.properties"));
        }
    }

    /** Of those without a token many may have one address, that of a proxy; they slow nobody who has one. */
    private void requireModesty(HttpServletRequest request, Optional<Caller> caller) {
        String client = caller.map(known -> "with the token '" + known.name() + "'")
                .orElseGet(() -> "from " + request.getRemoteAddr());
        if (!rate.admits(client)) {
            throw tooMany(client);
        }
    }

    private static ProblemException tooMany(String client) {
        return unread(new ProblemException(Status.TOO_MANY_REQUESTS, "too many requests " + client + ": wait a second")
                .header("Retry-After", "1"));
    }

    /** Here, since the bodies of those who may not would take room from those who may. */
    private static void requireOperator(HttpServletRequest request, Caller caller) {
        if (!caller.role().includes(Role.OPERATOR)) {
            Bodies.discard(request);
            throw unread(ProblemException.lacksRole("to change anything", Role.OPERATOR, caller));
        }
    }

    /** A browser sends these headers by itself; a page cannot change them. */
    private static void requireOwnPage(HttpServletRequest request) {
        if (isSafe(request)) {
            return;
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !HostNames.isSame(origin, request.getHeader("Host"))) {
            throw unread(
                    new ProblemException(Status.FORBIDDEN, "a page of '" + origin + "' may not change anything here"));
        }
        if ("cross-site".equals(request.getHeader("Sec-Fetch-Site"))) {
            throw unread(new ProblemException(Status.FORBIDDEN, "a page of another site may not change anything here"));
        }
    }

    /** The request may have a body, after which the connection is of no more use: its client must know. */
    private static ProblemException unread(ProblemException problem) {
        return problem.header("Connection", "close");
    }

    private static Optional<String> token(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip());
    }

    /** Without a thread that waits: those who guess shall not use up the threads of those who know. */
    private void refuseLater(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long millis = delay.failed(request.getRemoteAddr());
        if (millis == 0) {
            refuse(request, response, noToken());
            return;
        }
        AsyncContext later = request.startAsync(request, response);
        later.setTimeout(0);
        // a client that reads nothing holds a thread of the container, not the one of all who wait
        boolean waits = timer.after(millis, () -> later.start(() -> refuse(later, request, response, noToken())));
        if (!waits) {
            refuse(later, request, response, tooMany("from " + request.getRemoteAddr()));
        }
    }

    private void refuse(
            AsyncContext later, HttpServletRequest request, HttpServletResponse response, ProblemException problem) {
        try {
            refuse(request, response, problem);
        } catch (IOException e) {
            // the client has gone
        } finally {
            later.complete();
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, ProblemException problem)
            throws IOException {
        Problems.send(response, isSafe(request) ? problem : unread(problem), request.getRequestURI());
        record(request, problem.status().code(), Optional.empty());
    }

    private static ProblemException noToken() {
        return new ProblemException(
                        Status.UNAUTHORIZED,
                        "send 'Authorization: Bearer TOKEN'; the first token is in the file admin.token in the"
                                + " data directory")
                .header("WWW-Authenticate", "Bearer");
    }

    /** Does nothing for requests that change nothing. */
    @SuppressWarnings("unchecked") // ours
    private void record(HttpServletRequest request, int status, Optional<Caller> caller) {
        if (isSafe(request)) {
            return;
        }
        audit.write(new AuditLog.Entry(
                Instant.now().toString(),
                caller.map(Caller::name).orElse(null),
                request.getRemoteAddr(),
                request.getMethod(),
                request.getRequestURI(),
                status,
                (List<List<String>>) request.getAttribute(COMMANDS)));
    }

    private static final class Authenticated extends HttpServletRequestWrapper {
        private final Caller caller;

        Authenticated(HttpServletRequest request, Caller caller) {
            super(request);
            this.caller = caller;
        }

        @Override
        public Principal getUserPrincipal() {
            return caller;
        }

        @Override
        public String getRemoteUser() {
            return caller.name();
        }
    }
}
