/** Administration from a console: commands for Apache Felix Gogo, and a terminal to type them. */
module net.vdestack.console {
    requires net.vdestack.api;
    requires org.apache.felix.gogo.runtime;
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.framework;
    requires static org.osgi.service.component.annotations;
}
