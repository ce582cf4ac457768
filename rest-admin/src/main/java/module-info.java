/** Administration over HTTP. */
module net.vdestack.rest {
    requires jakarta.servlet;
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires static org.osgi.framework;
    requires static org.osgi.service.component.annotations;
    requires static org.osgi.service.condition;
    requires static org.osgi.service.servlet;
}
