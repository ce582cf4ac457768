package net.vdestack.rest.osgi;

import java.time.Clock;
import java.util.UUID;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackState;
import net.vdestack.rest.events.EventLog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Hears of all stacks, whoever makes them. */
@Component(
        service = {EventService.class, StackListener.class},
        immediate = true)
public final class EventService implements StackListener {
    private final EventLog log;

    /** Called by Declarative Services. */
    @Activate
    public EventService() {
        log = new EventLog(Clock.systemUTC(), UUID.randomUUID().toString().substring(0, 8));
    }

    EventLog log() {
        return log;
    }

    @Override
    public void stackChanged(String stack, StackState state) {
        log.stackChanged(stack, state);
    }

    @Override
    public void linkChanged(String stack, String link, ForwarderStatus forwarder) {
        log.linkChanged(stack, link, forwarder);
    }
}
