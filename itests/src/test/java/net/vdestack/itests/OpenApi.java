package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The description that a server gives of its API. */
final class OpenApi {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final JsonNode description;

    /**
     * An operation.
     *
     * @param method in upper case
     * @param path with {@code {name}} for parameters
     * @param parameters with their schemas
     * @param body the schema of its body; missing if it has none
     * @param example of its body; missing if there is none
     */
    record Operation(String method, String path, List<Parameter> parameters, JsonNode body, JsonNode example) {
        boolean isSafe() {
            return method.equals("GET");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** A parameter of an operation. */
    record Parameter(String in, String name, JsonNode schema) {}

    OpenApi(String json) {
        description = MAPPER.readTree(json);
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        description
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operations.add(operation(
                                operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()))));
        assertThat(operations).hasSizeGreaterThan(10);
        return operations;
    }

    private Operation operation(String method, String path, JsonNode operation) {
        List<Parameter> parameters = new ArrayList<>();
        operation
                .path("parameters")
                .forEach(each -> parameters.add(new Parameter(
                        each.get("in").stringValue(), each.get("name").stringValue(), resolve(each.get("schema")))));
        JsonNode body = operation.at("/requestBody/content/application~1json");
        return new Operation(method, path, parameters, resolve(body.path("schema")), body.path("example"));
    }

    /** The schema itself, if this refers to one. */
    JsonNode resolve(JsonNode schema) {
        JsonNode reference = schema.path("$ref");
        return reference.isString() ? description.at(reference.stringValue().substring(1)) : schema;
    }

    /** What can be asked for at each path. */
    Set<String> methods(String path) {
        return new TreeSet<>(description.get("paths").get(path).propertyNames());
    }
}
