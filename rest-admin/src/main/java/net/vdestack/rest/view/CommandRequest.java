package net.vdestack.rest.view;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.AdditionalPropertiesValue;
import java.util.List;

/** Commands to run, in one of two ways, as the description of the API tells it. */
@Schema(additionalProperties = AdditionalPropertiesValue.FALSE)
public record CommandRequest(
        @Schema(
                pattern = Patterns.COMMANDS,
                description =
                        "a line: commands with ; between, split into words as a shell quotes, but without a shell")
        String command,

        @Schema(description = "instead: one command's words")
        List<String> argv,

        @Schema(minimum = "1", maximum = "3600", defaultValue = "30", description = "how long all may take together")
        Integer timeoutSeconds) {}
