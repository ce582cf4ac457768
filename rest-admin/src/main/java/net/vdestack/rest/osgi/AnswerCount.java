package net.vdestack.rest.osgi;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import net.vdestack.rest.metrics.Metrics;
import net.vdestack.rest.resource.RouteFilter;

/** Counts an answer when it is complete, which may be later: that of a stream when it ends. */
final class AnswerCount implements AsyncListener {
    private static final String NO_ROUTE = "none";

    private final Metrics metrics;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    private AnswerCount(Metrics metrics, HttpServletRequest request, HttpServletResponse response) {
        this.metrics = metrics;
        this.request = request;
        this.response = response;
    }

    /** @param request has been answered, or made asynchronous */
    static void of(Metrics metrics, HttpServletRequest request, HttpServletResponse response) {
        AnswerCount count = new AnswerCount(metrics, request, response);
        try {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(count);
                return;
            }
        } catch (IllegalStateException e) {
            // complete meanwhile
        }
        count.add();
    }

    private void add() {
        Object route = request.getAttribute(RouteFilter.ROUTE);
        metrics.answered(
                request.getMethod(), route == null ? NO_ROUTE : request.getServletPath() + route, response.getStatus());
    }

    @Override
    public void onComplete(AsyncEvent event) {
        add();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
