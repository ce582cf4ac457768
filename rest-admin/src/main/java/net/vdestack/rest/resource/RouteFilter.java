package net.vdestack.rest.resource;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.AnnotatedElement;

/** Notes the route of a request, which is its path without what only this request has in it. */
public final class RouteFilter implements ContainerRequestFilter {
    /** Attribute of a request: {@code String}, such as {@code /stacks/{name}}; absent if there is no such route. */
    public static final String ROUTE = "net.vdestack.rest.route";

    @Context
    private ResourceInfo called;

    RouteFilter() {}

    @Override
    public void filter(ContainerRequestContext request) {
        String route = (path(called.getResourceClass()) + "/" + path(called.getResourceMethod())).replaceAll("/+", "/");
        request.setProperty(
                ROUTE, route.length() > 1 && route.endsWith("/") ? route.substring(0, route.length() - 1) : route);
    }

    private static String path(AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }
}
