/** Administration over HTTP. */
module net.vdestack.rest {
    requires com.fasterxml.jackson.annotation;
    requires io.prometheus.metrics.config;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires jakarta.servlet;
    requires jakarta.ws.rs;
    requires jersey.common;
    requires jersey.container.servlet;
    requires jersey.container.servlet.core;
    requires jersey.server;
    requires net.vdestack.api;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires static io.swagger.v3.oas.annotations;
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires static org.osgi.framework;
    requires static org.osgi.service.component.annotations;
    requires static org.osgi.service.condition;
    requires static org.osgi.service.servlet;

    opens net.vdestack.rest.access to
            tools.jackson.databind;
    opens net.vdestack.rest.http to
            tools.jackson.databind;
    // to Jersey and what injects for it, whose jars are no modules and have no names to rely on
    opens net.vdestack.rest.resource;
    opens net.vdestack.rest.view to
            tools.jackson.databind;
}
