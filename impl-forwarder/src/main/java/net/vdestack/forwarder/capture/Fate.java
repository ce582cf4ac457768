package net.vdestack.forwarder.capture;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.vdestack.api.DropReason;

/**
 * What became of a frame. There are few, each with a number, so that one is kept with a frame in memory outside the
 * heap.
 *
 * @param comment what is to be said of it; null for nothing
 */
record Fate(Direction direction, String comment) {
    private static final List<Fate> ALL = new ArrayList<>();
    private static final Map<Direction, Integer> MOVED = new EnumMap<>(Direction.class);
    private static final Map<Direction, Map<DropReason, Integer>> DROPPED = new EnumMap<>(Direction.class);

    static {
        for (Direction direction : Direction.values()) {
            MOVED.put(direction, add(new Fate(direction, null)));
            Map<DropReason, Integer> dropped = new EnumMap<>(DropReason.class);
            for (DropReason reason : DropReason.values()) {
                dropped.put(reason, add(new Fate(direction, "dropped: " + reason.key())));
            }
            DROPPED.put(direction, dropped);
        }
    }

    private static int add(Fate fate) {
        ALL.add(fate);
        return ALL.size();
    }

    /**
     * Its number, which is positive.
     *
     * @param dropped null if it was not
     */
    static int tag(Direction direction, DropReason dropped) {
        return dropped == null ? MOVED.get(direction) : DROPPED.get(direction).get(dropped);
    }

    static Fate of(int tag) {
        return ALL.get(tag - 1);
    }
}
