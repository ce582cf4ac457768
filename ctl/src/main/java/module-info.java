/** A command-line client of the administration over HTTP. */
module net.vdestack.ctl {
    requires info.picocli;
    requires java.net.http;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    opens net.vdestack.ctl.command to
            info.picocli;
}
