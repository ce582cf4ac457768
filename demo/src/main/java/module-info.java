/** A guided tour for plain Java, and an application with two stacks for OSGi. */
module net.vdestack.demo {
    requires jdk.httpserver;
    requires net.vdestack.api;
    requires static org.osgi.framework;
    requires static org.osgi.service.component.annotations;
    requires static org.osgi.service.condition;
}
