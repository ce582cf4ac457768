package net.vdestack.rest.stream;

import java.util.HashMap;
import java.util.Map;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;

/** As many places as there are for streams, and who has them. Thread safe. */
final class Places {
    /** Of all callers together. */
    static final int LIMIT = 256;
    /** Of one, so that it does not take those of the others. */
    static final int LIMIT_OF_ONE = 64;

    /** Guarded by this, as the next. */
    private final Map<String, Integer> taken = new HashMap<>();

    private int all;

    /**
     * Takes one.
     *
     * @throws ProblemException if the caller has too many, or all have
     */
    synchronized Place take(String caller) {
        if (taken.getOrDefault(caller, 0) >= LIMIT_OF_ONE) {
            throw tooMany("the token '" + caller + "' has " + LIMIT_OF_ONE + " streams");
        }
        if (all >= LIMIT) {
            throw tooMany("there are " + LIMIT + " streams");
        }
        taken.merge(caller, 1, Integer::sum);
        all++;
        return new Place(() -> free(caller));
    }

    private static ProblemException tooMany(String what) {
        return new ProblemException(Status.TOO_MANY_REQUESTS, what + " already, which is the limit: end one of them")
                .header("Retry-After", "5");
    }

    private synchronized void free(String caller) {
        taken.computeIfPresent(caller, (any, count) -> count > 1 ? count - 1 : null);
        all--;
    }
}
