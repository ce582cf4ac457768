package net.vdestack.rest.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.LocatorParameter;

/**
 * An installed network backend.
 *
 * @param scheme of its locators
 * @param bundle the symbolic name of the bundle it comes from
 * @param version of that
 * @param available whether it can be used on this machine now
 * @param reason why not; null if it can
 * @param parameters what its locators may have beside an address
 */
public record BackendView(
        String scheme, String bundle, String version, boolean available, String reason, List<Parameter> parameters) {
    /**
     * A parameter.
     *
     * @param absent what counts if it is not given; not there if that is nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Parameter(
            String name,
            String description,
            @JsonProperty("default") String absent) {
        static Parameter of(LocatorParameter parameter) {
            return new Parameter(
                    parameter.name(),
                    parameter.description(),
                    parameter.absent().orElse(null));
        }
    }

    /** The view of a provider that a bundle has registered. */
    public static BackendView of(ForwarderProvider provider, String bundle, String version) {
        Optional<String> obstacle = provider.obstacle();
        return new BackendView(
                provider.scheme(),
                bundle,
                version,
                obstacle.isEmpty(),
                obstacle.orElse(null),
                provider.parameters().stream().map(Parameter::of).toList());
    }
}
