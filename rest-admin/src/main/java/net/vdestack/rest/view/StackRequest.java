package net.vdestack.rest.view;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.AdditionalPropertiesValue;
import java.util.List;
import java.util.Map;

/** A stack to be made, or to be changed to, as the description of the API tells it. */
@Schema(additionalProperties = AdditionalPropertiesValue.FALSE)
public record StackRequest(
        @Schema(pattern = Patterns.STACK, description = "needed to create with POST; the path's in a PUT")
        String name,

        List<LinkRequest> links,

        @Schema(pattern = Patterns.NETWORK, description = "instead of links: short for one link vde0")
        String network,

        @Schema(pattern = Patterns.CONFIG, description = "for its interfaces")
        String config,

        @Schema(
                pattern = Patterns.COMMANDS,
                description = "run when all else is done, and again when they change. For administrators")
        String commands,

        @Schema(pattern = Patterns.STACK, description = "the stack in which the sockets of its networks live")
        String underlay,

        @Schema(pattern = "^/[!-~]*$", description = "a file: the existing namespace to attach to. For administrators")
        String netns,

        @Schema(description = "anything, text to text") Map<String, String> labels,

        @Schema(description = "not stored: ends with the platform")
        boolean ephemeral) {

    /** A link of it. */
    @Schema(additionalProperties = AdditionalPropertiesValue.FALSE)
    public record LinkRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, pattern = Patterns.LINK)
            String name,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, pattern = Patterns.NETWORK)
            String network,

            @Schema(pattern = "^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$")
            String mac,

            @Schema(minimum = "0", maximum = "9216", description = "68 and more; 0 for what the network carries")
            int mtu) {}
}
