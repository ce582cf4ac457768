package net.vdestack.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import net.vdestack.rest.access.Caller;
import net.vdestack.rest.access.Role;
import net.vdestack.rest.json.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RootResourceTest {
    private final RootResource resource = new RootResource("1.2.3");

    private JsonNode asked(Caller caller) {
        return Json.MAPPER.valueToTree(resource.get(new Asking(caller)));
    }

    @Test
    void tellsTheVersionAndWhereTheRestIs() {
        JsonNode root = asked(new Caller("me", Role.ADMIN));

        assertThat(root.path("version").asString()).isEqualTo("1.2.3");
        assertThat(root.at("/links/stacks").asString()).isEqualTo("/api/v1/stacks");
    }

    @Test
    void tellsWhoAsksWhatItsTokenEntitlesTo() {
        assertThat(asked(new Caller("nagios", Role.VIEWER)).path("caller"))
                .isEqualTo(Json.MAPPER.readTree("{\"name\":\"nagios\",\"role\":\"viewer\"}"));
        assertThat(asked(new Caller("admin", Role.ADMIN)).at("/caller/role").asString())
                .isEqualTo("admin");
    }
}
