package net.vdestack.rest.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import net.vdestack.rest.http.Json;
import net.vdestack.rest.http.Problem.Mistake;
import net.vdestack.rest.http.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads what clients send. */
final class RequestBody {
    private RequestBody() {}

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
        for (String other : object.propertyNames()) {
            if (!other.equals(name)) {
                throw invalid(
                        "/" + other.replace("~", "~0").replace("/", "~1"), "is not known here; known is " + name, null);
            }
        }
        JsonNode member = object.get(name);
        if (member == null) {
            throw invalid("/" + name, "is missing", null);
        }
        if (!member.isString()) {
            throw invalid("/" + name, "must be a string", null);
        }
        return member.stringValue();
    }

    private static JsonNode tree(byte[] body) {
        try {
            return Json.MAPPER.readTree(text(body));
        } catch (JacksonException e) {
            throw invalid("", e.getOriginalMessage(), e);
        }
    }

    /** A problem with one mistake. */
    static ProblemException invalid(String pointer, String detail, Throwable cause) {
        return ProblemException.invalid(List.of(new Mistake(pointer, detail)), cause);
    }
}
