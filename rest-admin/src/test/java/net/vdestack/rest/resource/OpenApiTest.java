package net.vdestack.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.vdestack.rest.http.Problem;
import net.vdestack.rest.json.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whatever the API can do is in its description. */
class OpenApiTest {
    private final JsonNode api = description();

    private static JsonNode description() {
        try {
            return Json.MAPPER.readTree(new OpenApiResource().get());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Such as {@code get /stacks/{name}}, of all resources that Jersey is given. */
    private static Set<String> served() {
        Set<String> served = new TreeSet<>();
        new Api(null, null, null, null, null, null, null, null, null, null, null, "1")
                .resources().getInstances().stream()
                        .map(Object::getClass)
                        .filter(type -> type.isAnnotationPresent(Path.class))
                        .forEach(type -> Arrays.stream(type.getMethods())
                                .forEach(method ->
                                        verbs(method).forEach(verb -> served.add(verb + " " + path(type, method)))));
        return served;
    }

    private static List<String> verbs(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type -> type.getAnnotation(HttpMethod.class).value().toLowerCase(java.util.Locale.ROOT))
                .toList();
    }

    private static String path(Class<?> type, Method method) {
        Path path = method.getAnnotation(Path.class);
        String joined = type.getAnnotation(Path.class).value() + (path == null ? "" : "/" + path.value());
        return joined.replaceAll("/+", "/").replaceAll("(?<=.)/$", "").replaceAll("\\{\\s*(\\w+)[^}]*}", "{$1}");
    }

    private record Described(String name, JsonNode operation) {}

    private List<Described> described() {
        List<Described> described = new ArrayList<>();
        api.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(verb ->
                                described.add(new Described(verb.getKey() + " " + path.getKey(), verb.getValue()))));
        return described;
    }

    @Test
    void hasEveryMethodAndNoOther() {
        assertThat(served()).isNotEmpty();
        assertThat(described()).extracting(Described::name).containsExactlyInAnyOrderElementsOf(served());
    }

    @Test
    void saysOfEveryMethodWhatItDoesAndAnswers() {
        assertThat(described()).isNotEmpty().allSatisfy(method -> {
            JsonNode operation = method.operation();
            assertThat(operation.path("summary").asString()).isNotBlank();
            // a name of its own, not one that the generator made
            assertThat(operation.path("operationId").asString()).matches("[a-z][A-Za-z]+");
            assertThat(operation.path("responses").propertyNames()).anyMatch(code -> code.startsWith("2"));
            assertThat(operation.at("/responses/default/content").propertyNames())
                    .containsExactly(Problem.MEDIA_TYPE);
        });
    }

    /** So that clients can check what they send, and tests can make what they should not. */
    @Test
    void saysWhatCanBeSent() {
        assertThat(described()).allSatisfy(method -> {
            method.operation()
                    .path("parameters")
                    .forEach(parameter -> assertThat(parameter.path("schema").propertyNames())
                            .as(method.name() + " " + parameter)
                            .contains("type")
                            .containsAnyOf("pattern", "minimum"));
            if (method.name().matches("(post|put) .*")) {
                JsonNode schema = method.operation().at("/requestBody/content/application~1json/schema/$ref");
                JsonNode body = api.at(schema.asString().substring(1));
                assertThat(body.path("properties").isEmpty()).as(method.name()).isFalse();
                assertThat(body.path("additionalProperties").isBoolean())
                        .as(method.name())
                        .isTrue();
            }
        });
    }

    @Test
    void givesEachMethodANameOfItsOwn() {
        assertThat(described())
                .extracting(method -> method.operation().path("operationId").asString())
                .doesNotHaveDuplicates();
    }

    @Test
    void isOpenApi31WithATokenForEverything() {
        assertThat(api.path("openapi").asString()).startsWith("3.1.");
        assertThat(api.at("/servers/0/url").asString()).isEqualTo("/api/v1");
        assertThat(api.at("/security/0").propertyNames()).containsExactly("token");
        assertThat(api.at("/components/securitySchemes/token/scheme").asString())
                .isEqualTo("bearer");
    }

    @Test
    void hasWhatItRefersTo() {
        List<String> references =
                api.findValues("$ref").stream().map(JsonNode::asString).toList();

        assertThat(references)
                .contains("#/components/schemas/StatsView")
                .allSatisfy(reference ->
                        assertThat(api.at(reference.substring(1)).isObject()).isTrue());
    }
}
