package net.vdestack.ctl.command;

import static net.vdestack.ctl.command.StackTables.text;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.vdestack.ctl.server.Server;
import net.vdestack.ctl.shell.Amounts;
import net.vdestack.ctl.shell.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "show", description = "Show a stack: what was asked for, links, addresses and routes.")
final class ShowCommand extends ServerCommand {
    private static final List<String> ASKED_FOR = List.of("config", "commands", "underlay", "netns", "ephemeral");

    @Parameters(paramLabel = "NAME", description = "the stack")
    private String name;

    @Mixin
    private JsonOption json;

    @Option(names = "--spec", description = "print what was asked for alone: the document that 'apply' takes")
    private boolean spec;

    @Override
    int ask(Server server) throws Exception {
        Server.Answer answer = server.answer("GET", stack(name), Optional.empty());
        if (spec) {
            print(answer.body().path("spec"));
        } else if (json.isWanted()) {
            print(answer.body());
        } else {
            show(answer.body(), answer.etag());
        }
        return 0;
    }

    private void show(JsonNode stack, String etag) {
        Table fields = new Table("", "");
        fields.row("name", text(stack, "name"));
        fields.row("state", text(stack, "state"));
        add(fields, "error", text(stack, "error"));
        String createdAt = text(stack, "createdAt");
        fields.row("created", createdAt + ", " + Amounts.since(createdAt, Instant.now()) + " ago");
        fields.row("uid", text(stack, "uid"));
        add(fields, "etag", etag);
        add(fields, "labels", labels(stack.path("labels")));
        ASKED_FOR.forEach(member -> add(fields, member, text(stack.path("spec"), member)));
        print(fields);
        if (!stack.path("links").isEmpty()) {
            print("");
            print(StackTables.links(stack.path("links")));
            stack.path("links").forEach(this::showError);
        }
        if (!stack.path("routes").isEmpty()) {
            print("");
            print(StackTables.routes(stack.path("routes")));
        }
    }

    private static void add(Table fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.row(name, value);
        }
    }

    private static String labels(JsonNode labels) {
        return labels.propertyStream()
                .map(label -> label.getKey() + "=" + label.getValue().asString(""))
                .collect(Collectors.joining(" "));
    }

    private void showError(JsonNode link) {
        String error = text(link.path("forwarder"), "error");
        if (!error.isEmpty()) {
            print(new Table("", "").row(text(link, "name") + ":", error));
        }
    }
}
