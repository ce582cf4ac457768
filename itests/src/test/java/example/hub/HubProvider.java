package example.hub;

import example.frames.Hub;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import org.osgi.service.component.annotations.Component;

/** {@code repeater://NAME}: a scheme that the distribution does not know. */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=repeater")
public final class HubProvider extends Hub {
    public HubProvider() {
        super("repeater");
    }
}
