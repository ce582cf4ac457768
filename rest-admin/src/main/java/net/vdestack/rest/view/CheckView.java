package net.vdestack.rest.view;

import java.util.Locale;
import net.vdestack.api.Preflight;

/**
 * What came of a check of the machine.
 *
 * @param status {@code pass}, {@code warn} or {@code fail}
 * @param remedy what would help; null where nothing is amiss
 */
public record CheckView(String name, String status, String detail, String remedy) {
    /** The view of a check. */
    public static CheckView of(Preflight.Check check) {
        return new CheckView(
                check.name(),
                check.status().name().toLowerCase(Locale.ROOT),
                check.detail(),
                check.remedy().orElse(null));
    }
}
