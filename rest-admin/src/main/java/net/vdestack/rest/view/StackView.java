package net.vdestack.rest.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.vdestack.api.FailedStack;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.api.configuration.StackDocuments;

/**
 * A stack as it is now.
 *
 * @param spec what was asked for, a document; null if that cannot be understood
 * @param error why it could not be started, or its links and routes cannot be read; null if nothing is wrong
 */
public record StackView(
        String name,
        String uid,
        String state,
        String createdAt,
        Map<String, String> labels,
        @JsonRawValue String spec,
        List<LinkView> links,
        List<RouteView> routes,
        List<String> nameservers,
        @JsonInclude(JsonInclude.Include.NON_NULL) String error) {
    /** The view of a stack. */
    public static StackView of(NetworkStack stack, StackDocuments documents) {
        StackSpec spec = stack.spec();
        List<LinkView> links = List.of();
        List<RouteView> routes = List.of();
        String error = null;
        try {
            links = stack.links().stream().map(LinkView::of).toList();
            routes = stack.routes().stream().map(RouteView::of).toList();
        } catch (IOException | IllegalStateException e) {
            // one that ends as we look has neither any more
            error = stack.state() == StackState.STOPPING ? null : e.getMessage();
        }
        return new StackView(
                stack.name(),
                stack.uid().toString(),
                stack.state().name(),
                stack.createdAt().toString(),
                new TreeMap<>(spec.labels()),
                documents.write(spec),
                links,
                routes,
                List.of(),
                error);
    }

    /** The view of a stack that could not be started. */
    public static StackView of(FailedStack stack, StackDocuments documents) {
        return new StackView(
                stack.name(),
                stack.uid().toString(),
                StackState.FAILED.name(),
                stack.createdAt().toString(),
                new TreeMap<>(stack.spec().map(StackSpec::labels).orElse(Map.of())),
                stack.spec().map(documents::write).orElse(null),
                List.of(),
                List.of(),
                List.of(),
                stack.error());
    }
}
