package net.vdestack.rest.view;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.vdestack.api.NetworkStack;

/** A stack as it is now. */
public record StackView(String name, String state, Map<String, String> labels, List<LinkView> links) {
    /** The view of a stack. */
    public static StackView of(NetworkStack stack) throws IOException {
        return new StackView(
                stack.name(),
                stack.state().name(),
                new TreeMap<>(stack.spec().labels()),
                stack.links().stream().map(LinkView::of).toList());
    }
}
