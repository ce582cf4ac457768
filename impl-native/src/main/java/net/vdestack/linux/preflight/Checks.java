package net.vdestack.linux.preflight;

import java.util.Optional;
import net.vdestack.api.Preflight.Check;
import net.vdestack.api.Preflight.Status;

/** Makes checks. */
final class Checks {
    private Checks() {}

    static Check pass(String name, String detail) {
        return new Check(name, Status.PASS, detail, Optional.empty());
    }

    static Check warn(String name, String detail, String remedy) {
        return new Check(name, Status.WARN, detail, Optional.of(remedy));
    }

    static Check fail(String name, String detail, String remedy) {
        return new Check(name, Status.FAIL, detail, Optional.of(remedy));
    }
}
