package net.vdestack.itests;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import net.vdestack.api.DropReason;
import net.vdestack.api.NetworkStack;

/** Frames that a stack lost and should not have. */
final class UnexplainedDrops {
    private UnexplainedDrops() {}

    /** Drops on the first link, but for frames that came before the interface was up. */
    static Map<DropReason, Long> of(NetworkStack stack) throws IOException {
        Map<DropReason, Long> drops =
                new EnumMap<>(stack.statistics().links().get(0).drops());
        drops.remove(DropReason.INTERFACE_DOWN);
        drops.values().removeIf(count -> count == 0);
        return drops;
    }
}
