package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import net.vdestack.api.Preflight;
import net.vdestack.rest.view.CheckView;
import net.vdestack.rest.view.Items;

/** Whether this machine can run stacks. */
@Path("/preflight")
@AnswersProblems
@Produces(MediaType.APPLICATION_JSON)
public final class PreflightResource {
    /** However often clients ask, the machine is not tried more often than that. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Preflight preflight;
    private final LongSupplier nanoTime;
    private Items<CheckView> last;
    private long asked;

    /** @param nanoTime a clock as {@link System#nanoTime} */
    PreflightResource(Preflight preflight, LongSupplier nanoTime) {
        this.preflight = preflight;
        this.nanoTime = nanoTime;
    }

    /** As it is now. */
    @GET
    @Operation(
            operationId = "getPreflight",
            summary = "Whether this machine can run stacks",
            description = "Tries what cannot be seen in a network namespace of its own, and lets go of it.")
    @ApiResponse(responseCode = "200", description = "The checks.", useReturnTypeSchema = true)
    public synchronized Items<CheckView> get() {
        if (last == null || nanoTime.getAsLong() - asked >= FRESH_NANOS) {
            last = new Items<>(preflight.checks().stream().map(CheckView::of).toList());
            asked = nanoTime.getAsLong();
        }
        return last;
    }
}
