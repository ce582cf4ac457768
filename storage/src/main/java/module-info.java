/** Keeps configurations in files that outlive whatever ends the machine. */
module net.vdestack.storage {
    requires org.apache.felix.configadmin;
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.framework;
}
