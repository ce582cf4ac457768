package net.vdestack.linux.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import net.vdestack.api.InvalidSpecException;
import net.vdestack.api.InvalidSpecException.Mistake;
import tools.jackson.databind.JsonNode;

/**
 * A value of a JSON document, and where it is. What is wrong with it goes into the document's list of mistakes, and
 * reading goes on, until there are {@value #MAX_MISTAKES}.
 *
 * @param pointer RFC 6901
 */
record JsonField(String pointer, JsonNode node, List<Mistake> mistakes) {
    /** More of them help nobody. */
    private static final int MAX_MISTAKES = 50;

    /** How much of a value is repeated where it is refused. */
    private static final int MAX_TOLD = 60;

    private static final String BROKEN = "has half of a surrogate pair, which is no character";

    /** JSON can have such text in escapes; nothing that is stored or sent can. */
    private static boolean isBroken(String text) {
        return !UTF_8.newEncoder().canEncode(text);
    }

    /**
     * Notes a mistake.
     *
     * @throws InvalidSpecException if there are so many that reading ends
     */
    void refuse(String problem) {
        if (mistakes.size() == MAX_MISTAKES) {
            mistakes.add(new Mistake("", "there are more mistakes than these " + MAX_MISTAKES));
            throw InvalidSpecException.of(mistakes);
        }
        mistakes.add(new Mistake(pointer, problem));
    }

    private JsonField child(String name, JsonNode value) {
        return new JsonField(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), value, mistakes);
    }

    /** A member of an object, if it is there. */
    Optional<JsonField> find(String name) {
        return Optional.ofNullable(node.get(name)).map(value -> child(name, value));
    }

    /** The same for one that must be there. */
    Optional<JsonField> require(String name) {
        Optional<JsonField> found = find(name);
        if (found.isEmpty()) {
            child(name, node).refuse("is missing");
        }
        return found;
    }

    /** All members of what must be an object, by name. */
    Map<String, JsonField> members() {
        Map<String, JsonField> result = new LinkedHashMap<>();
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> each : node.properties()) {
                if (isBroken(each.getKey())) {
                    refuse("the name of a member " + BROKEN);
                } else {
                    result.put(each.getKey(), child(each.getKey(), each.getValue()));
                }
            }
        } else {
            refuse("must be an object {…}");
        }
        return result;
    }

    /** Whether it is an object, with no other members than these. Others are mistakes, and it is one all the same. */
    boolean isObjectOf(Set<String> known) {
        members().forEach((name, member) -> {
            if (!known.contains(name)) {
                member.refuse("is not known here; known are "
                        + String.join(", ", known.stream().sorted().toList()));
            }
        });
        return node.isObject();
    }

    /** Does something with each element of what must be a list. */
    void forEachElement(Consumer<JsonField> action) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                action.accept(new JsonField(pointer + "/" + i, node.get(i), mistakes));
            }
        } else {
            refuse("must be a list […]");
        }
    }

    /** The text that it must be. */
    Optional<String> text() {
        return text(any -> {});
    }

    /** @param check throws IllegalArgumentException if the text will not do */
    Optional<String> text(Consumer<String> check) {
        if (!node.isString()) {
            refuse("must be a string, not " + told());
            return Optional.empty();
        }
        String text = node.stringValue();
        if (isBroken(text)) {
            refuse(BROKEN);
            return Optional.empty();
        }
        return allows(() -> check.accept(text)) ? Optional.of(text) : Optional.empty();
    }

    /** Whether a check passes; if it throws IllegalArgumentException, that is a mistake here. */
    boolean allows(Runnable check) {
        try {
            check.run();
            return true;
        } catch (IllegalArgumentException e) {
            refuse(e.getMessage());
            return false;
        }
    }

    Optional<Integer> integer() {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            refuse("must be a whole number, not " + told());
            return Optional.empty();
        }
        return Optional.of(node.intValue());
    }

    Optional<Boolean> truth() {
        if (!node.isBoolean()) {
            refuse("must be true or false, not " + told());
            return Optional.empty();
        }
        return Optional.of(node.booleanValue());
    }

    private String told() {
        if (node.isContainer()) {
            return node.isArray() ? "a list" : "an object";
        }
        String text = node.toString();
        return text.length() <= MAX_TOLD ? text : text.substring(0, MAX_TOLD) + "…";
    }
}
