package net.vdestack.rest.view;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.AdditionalPropertiesValue;

/** What a link is to be plugged into, as the description of the API tells it. */
@Schema(additionalProperties = AdditionalPropertiesValue.FALSE)
public record SwapRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, pattern = Patterns.NETWORK)
        String network) {}
