package net.vdestack.rest.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import java.io.IOException;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.vdestack.api.FailedStack;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.api.configuration.StackDocuments;
import net.vdestack.rest.access.CommandPolicy;
import net.vdestack.rest.http.Fingerprint;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;
import net.vdestack.rest.view.StackView;

/** The stacks as requests ask for them: by name, up or failed, as a view, and if a condition holds. Thread safe. */
final class Stacks {
    /** A quarter of a minute is what people and programs wait for without wondering. */
    private static final long PATIENCE_MILLIS = 15_000;

    private final StackRegistry registry;
    private final StackDocuments documents;
    private final CommandPolicy commands;
    private final Turns turns = new Turns(PATIENCE_MILLIS);

    Stacks(StackRegistry registry, StackDocuments documents, CommandPolicy commands) {
        this.registry = registry;
        this.documents = documents;
        this.commands = commands;
    }

    /** Refuses a stack that this caller, or nobody, may make. */
    void requirePermission(Principal caller, StackSpec spec) {
        Permission.require(caller, spec, commands);
    }

    StackRegistry registry() {
        return registry;
    }

    StackDocuments documents() {
        return documents;
    }

    /** All, by name. */
    List<StackView> views() {
        List<StackView> views = new ArrayList<>();
        for (NetworkStack stack : registry.stacks()) {
            views.add(view(stack));
        }
        for (FailedStack failed : registry.failures()) {
            if (views.stream().noneMatch(view -> view.name().equals(failed.name()))) {
                views.add(StackView.of(failed, documents));
            }
        }
        views.sort(Comparator.comparing(StackView::name));
        return views;
    }

    StackView view(NetworkStack stack) {
        return StackView.of(stack, documents);
    }

    /** One of them, if it is there. */
    Optional<StackView> view(String name) {
        Optional<NetworkStack> up = registry.find(name);
        if (up.isPresent()) {
            return Optional.of(view(up.get()));
        }
        return failure(name).map(failed -> StackView.of(failed, documents));
    }

    private Optional<FailedStack> failure(String name) {
        return registry.failures().stream()
                .filter(failed -> failed.name().equals(name))
                .findFirst();
    }

    /** The stack of that name, which must be up. */
    NetworkStack up(String name) {
        return registry.find(name)
                .orElseThrow(() -> failure(name)
                        .map(failed -> new ProblemException(
                                Status.CONFLICT,
                                "stack '" + name + "' could not be started: " + failed.error()
                                        + ". Update it, or delete it"))
                        .orElseGet(() -> StacksResource.notFound(name)));
    }

    /** Has one request at a time change a stack. */
    <T> T inTurn(String name, Turns.Task<T> task) throws IOException {
        return turns.inTurn(name, task);
    }

    /**
     * Refuses a request whose If-Match or If-None-Match does not hold.
     *
     * @return whether there is such a stack
     */
    boolean meetsConditions(String name, Request request) {
        Optional<EntityTag> tag = registry.find(name)
                .map(stack -> tag(documents.write(stack.spec())))
                .or(() -> failure(name)
                        .map(failed -> tag(failed.spec().map(documents::write).orElse(null))));
        boolean holds =
                (tag.isPresent() ? request.evaluatePreconditions(tag.get()) : request.evaluatePreconditions()) == null;
        if (!holds) {
            throw new ProblemException(
                    Status.PRECONDITION_FAILED,
                    "stack '" + name + "' "
                            + (tag.isPresent() ? "is not as in the header If-Match or If-None-Match" : "is not there")
                            + ": read it again");
        }
        return tag.isPresent();
    }

    /** @param document of the stack's specification; null if there is none to be read */
    static EntityTag tag(String document) {
        return new EntityTag(Fingerprint.of(String.valueOf(document).getBytes(UTF_8)));
    }
}
