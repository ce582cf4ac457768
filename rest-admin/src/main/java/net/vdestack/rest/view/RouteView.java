package net.vdestack.rest.view;

import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.Route;

/** A route of a stack. What has no gateway is at the link itself; what has no link goes nowhere. */
public record RouteView(String destination, String gateway, String link, long metric) {
    static RouteView of(Route route) {
        return new RouteView(
                route.destination().toString(),
                route.gateway().map(InterfaceAddress::text).orElse(null),
                route.link().orElse(null),
                route.metric());
    }
}
