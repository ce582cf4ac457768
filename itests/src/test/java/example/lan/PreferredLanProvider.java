package example.lan;

import example.frames.Hub;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import org.osgi.service.component.annotations.Component;

/** {@code lan://NAME}, preferred to the distribution's. */
@Component(
        service = ForwarderProvider.class,
        property = {ForwarderProvider.SCHEME_PROPERTY + "=lan", "service.ranking:Integer=100"})
public final class PreferredLanProvider extends Hub {
    public PreferredLanProvider() {
        super("lan");
    }
}
