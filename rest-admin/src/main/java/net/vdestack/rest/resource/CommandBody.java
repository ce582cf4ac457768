package net.vdestack.rest.resource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.CommandLine;
import net.vdestack.rest.http.Problem.Mistake;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.view.CommandRequest;
import tools.jackson.databind.JsonNode;

/**
 * What a client wants to be run: the body that {@link CommandRequest} describes, read.
 *
 * @param commands one or more
 * @param timeout for all of them together
 */
record CommandBody(CommandLine commands, Duration timeout) {
    private static final List<String> KNOWN = List.of("command", "argv", "timeoutSeconds");
    private static final int DEFAULT_SECONDS = 30;
    private static final int MAX_SECONDS = 3600;

    /** @throws ProblemException telling everything that is wrong with it */
    static CommandBody parse(byte[] json) {
        JsonNode body = JsonBody.tree(json);
        List<Mistake> mistakes = new ArrayList<>();
        CommandBody read = new CommandBody(commands(body, mistakes), timeout(body, mistakes));
        mistakes.addAll(JsonBody.unknown(body, KNOWN));
        if (!mistakes.isEmpty()) {
            throw ProblemException.invalid(mistakes, null);
        }
        return read;
    }

    private static CommandLine commands(JsonNode body, List<Mistake> mistakes) {
        boolean line = body.has("command");
        if (line == body.has("argv")) {
            mistakes.add(new Mistake("", "must be an object with either command or argv"));
            return null;
        }
        String pointer = line ? "/command" : "/argv";
        try {
            return line
                    ? CommandLine.parse(JsonBody.string(body.get("command")))
                    : CommandLine.of(words(body.get("argv")));
        } catch (IllegalArgumentException e) {
            mistakes.add(new Mistake(pointer, e.getMessage()));
            return null;
        }
    }

    private static List<String> words(JsonNode value) {
        List<String> words = new ArrayList<>();
        if (!value.isArray()) {
            throw new IllegalArgumentException("must be an array of strings");
        }
        value.forEach(word -> words.add(JsonBody.string(word)));
        return words;
    }

    private static Duration timeout(JsonNode body, List<Mistake> mistakes) {
        JsonNode value = body.get("timeoutSeconds");
        if (value == null) {
            return Duration.ofSeconds(DEFAULT_SECONDS);
        }
        if (!value.canConvertToInt()
                || !value.isIntegralNumber()
                || value.intValue() < 1
                || value.intValue() > MAX_SECONDS) {
            mistakes.add(new Mistake("/timeoutSeconds", "must be a whole number from 1 to " + MAX_SECONDS));
            return null;
        }
        return Duration.ofSeconds(value.intValue());
    }
}
