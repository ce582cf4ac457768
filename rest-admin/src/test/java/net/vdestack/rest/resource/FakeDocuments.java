package net.vdestack.rest.resource;

import java.util.List;
import net.vdestack.api.InvalidSpecException;
import net.vdestack.api.InvalidSpecException.Mistake;
import net.vdestack.api.StackSpec;
import net.vdestack.api.configuration.StackDocuments;
import net.vdestack.rest.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents of name, network, commands and netns; {@code "bad":true} makes one that has two mistakes. */
final class FakeDocuments implements StackDocuments {
    @Override
    public StackSpec read(String json) {
        JsonNode node = Json.MAPPER.readTree(json);
        if (node.has("bad")) {
            throw InvalidSpecException.of(
                    List.of(new Mistake("/links/0/mtu", "too small"), new Mistake("/config", "unknown word")));
        }
        StackSpec.Builder builder = StackSpec.builder().name(node.get("name").stringValue());
        if (node.has("network")) {
            builder.link("vde0", node.get("network").stringValue());
        }
        if (node.has("commands")) {
            builder.commands(node.get("commands").stringValue());
        }
        if (node.has("netns")) {
            builder.netns(java.nio.file.Path.of(node.get("netns").stringValue()));
        }
        return builder.build();
    }

    @Override
    public StackSpec read(String json, String name) {
        ObjectNode node = (ObjectNode) Json.MAPPER.readTree(json);
        return read(node.put("name", name).toString());
    }

    @Override
    public String write(StackSpec spec) {
        ObjectNode node = Json.MAPPER.createObjectNode().put("name", spec.name());
        spec.links().forEach(link -> node.put("network", link.network()));
        if (!spec.commands().isEmpty()) {
            node.put("commands", spec.commands());
        }
        return node.toString();
    }
}
