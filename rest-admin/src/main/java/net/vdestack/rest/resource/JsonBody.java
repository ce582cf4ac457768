package net.vdestack.rest.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import net.vdestack.rest.http.Problem.Mistake;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads what clients send. */
final class JsonBody {
    /** More of them help nobody. */
    private static final int MAX_MISTAKES = 50;

    private JsonBody() {}

    /** The body as text. */
    static String text(byte[] body) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw invalid("", "is not UTF-8", e);
        }
    }

    /** The text in a body that is an object with one member, {@code {"network":"lan://a"}}. */
    static String member(byte[] body, String name) {
        JsonNode object = tree(body);
        if (!object.isObject()) {
            throw invalid("", "must be an object {\"" + name + "\":\"…\"}", null);
        }
        List<Mistake> unknown = unknown(object, List.of(name));
        if (!unknown.isEmpty()) {
            throw ProblemException.invalid(unknown, null);
        }
        JsonNode member = object.get(name);
        if (member == null) {
            throw invalid("/" + name, "is missing", null);
        }
        try {
            return string(member);
        } catch (IllegalArgumentException e) {
            throw invalid("/" + name, e.getMessage(), e);
        }
    }

    /**
     * The text that a member must be.
     *
     * @throws IllegalArgumentException if it is none, or one that cannot be written again
     */
    static String string(JsonNode member) {
        if (!member.isString()) {
            throw new IllegalArgumentException("must be a string");
        }
        if (!UTF_8.newEncoder().canEncode(member.stringValue())) {
            throw new IllegalArgumentException("has half of a surrogate pair, which is no character");
        }
        return member.stringValue();
    }

    /** The body as JSON, whatever it is. */
    static JsonNode tree(byte[] body) {
        try {
            return Json.MAPPER.readTree(text(body));
        } catch (JacksonException e) {
            throw invalid("", "is no JSON: " + reason(e), e);
        }
    }

    /** Without what the library says of itself: where it has the limit from, and how to have no error. */
    private static String reason(JacksonException e) {
        String text = e.getOriginalMessage()
                .replaceFirst("(?s)[,(:][^,(:]*(`|\\[Source).*", "")
                .strip();
        return text.indexOf('(') > text.lastIndexOf(')') ? text + ")" : text;
    }

    /** A mistake for each member that has another name, of very many for the first. */
    static List<Mistake> unknown(JsonNode object, List<String> known) {
        return object.propertyNames().stream()
                .filter(name -> !known.contains(name))
                .limit(MAX_MISTAKES)
                .map(name -> new Mistake(
                        "/" + name.replace("~", "~0").replace("/", "~1"),
                        "is not known here; known are " + String.join(", ", known)))
                .toList();
    }

    /** A problem with one mistake. */
    static ProblemException invalid(String pointer, String detail, Throwable cause) {
        return ProblemException.invalid(List.of(new Mistake(pointer, detail)), cause);
    }
}
