package net.vdestack.api.forwarding.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A parameter of the locators of a scheme, as people who write one read about it.
 *
 * @param name its key, in full
 * @param description what it means, in a few words
 * @param absent what counts if it is not given; empty if that is nothing, or not to be said in a word
 */
public record LocatorParameter(String name, String description, Optional<String> absent) {
    public LocatorParameter {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(absent, "absent");
    }

    /** One that is nothing unless given. */
    public static LocatorParameter of(String name, String description) {
        return new LocatorParameter(name, description, Optional.empty());
    }

    /** One that has a value unless given. */
    public static LocatorParameter of(String name, String description, String absent) {
        return new LocatorParameter(name, description, Optional.of(absent));
    }

    /** The keys of parameters, for {@link LocatorParameters#parse}, so that what is told is what is taken. */
    public static List<String> keys(List<LocatorParameter> parameters) {
        return parameters.stream().map(LocatorParameter::name).toList();
    }
}
