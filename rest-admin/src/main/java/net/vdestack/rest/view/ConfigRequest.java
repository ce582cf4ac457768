package net.vdestack.rest.view;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.AdditionalPropertiesValue;

/** A configuration string to be applied, as the description of the API tells it. */
@Schema(additionalProperties = AdditionalPropertiesValue.FALSE)
public record ConfigRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, pattern = Patterns.CONFIG)
        String config) {}
