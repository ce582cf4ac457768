package net.vdestack.linux.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.vdestack.api.CommandLine;
import net.vdestack.api.CommandResult;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.StackSpec;
import net.vdestack.api.configuration.Configuration;
import net.vdestack.linux.command.Commands;
import net.vdestack.linux.netlink.RouteNetlink;

/**
 * One change of a stack to match a specification, with what they have in common left alone. A new stack begins with an
 * empty specification.
 */
final class StackChange {
    /** A stack is up when its commands have ended, and whoever waits for it is not to wait for ever. */
    static final Duration COMMANDS_LIMIT = Duration.ofMinutes(2);

    private final StackSpec from;
    private final StackSpec to;
    private final StackLinks links;
    private final StaticConfiguration configuration;
    private final Commands commands;
    private final Map<String, LinkSpec> before = new HashMap<>();

    StackChange(StackSpec from, StackSpec to, StackLinks links, StaticConfiguration configuration, Commands commands) {
        this.from = from;
        this.to = to;
        this.links = links;
        this.configuration = configuration;
        this.commands = commands;
        from.links().forEach(link -> before.put(link.name(), link));
    }

    /**
     * Makes it. What cannot be taken back is left to the caller: to close the links that are none any more.
     *
     * @param maker makes the new links
     * @param rollback the caller's to run if this fails
     * @return the links to close
     */
    List<StackLink> make(StackLinks.Maker maker, RouteNetlink route, Rollback rollback) throws IOException {
        List<StackLink> present = links.all();
        Map<String, StackLink> made = new HashMap<>();
        for (LinkSpec link : to.links()) {
            if (!before.containsKey(link.name())) {
                StackLink added = maker.make(link, to.underlay(), route);
                rollback.push(added::close);
                made.put(link.name(), added);
            }
        }
        List<StackLink> wanted = new ArrayList<>();
        for (LinkSpec link : to.links()) {
            StackLink added = made.get(link.name());
            wanted.add(added != null ? added : links.get(link.name()));
            if (added == null) {
                links.get(link.name()).change(before.get(link.name()), link, to.underlay(), route, rollback);
            }
        }
        if (!to.config().equals(from.config())) {
            configuration.replace(Configuration.parse(to.config()), route, rollback);
        }
        if (!to.commands().equals(from.commands()) && !to.commands().isBlank()) {
            requireSuccess(to.name(), commands.run(CommandLine.parse(to.commands()), COMMANDS_LIMIT));
        }
        links.set(wanted);
        return present.stream().filter(link -> !wanted.contains(link)).toList();
    }

    static void requireSuccess(String stack, CommandResult result) throws IOException {
        if (result.exitCode() != 0) {
            CommandResult.Result last = result.results().get(result.results().size() - 1);
            if (result.timedOut()) {
                throw new IOException("stack " + stack + ": its commands were ended after "
                        + COMMANDS_LIMIT.toMinutes() + " minutes, at '" + String.join(" ", last.argv())
                        + "'; what runs longer is started with NetworkStack.start");
            }
            String words = last.stderr().isBlank() ? last.stdout() : last.stderr();
            throw new IOException("stack " + stack + ": command '" + String.join(" ", last.argv())
                    + "' failed with exit code " + last.exitCode() + (words.isBlank() ? "" : ": " + words.trim()));
        }
    }
}
