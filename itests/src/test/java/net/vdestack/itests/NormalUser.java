package net.vdestack.itests;

import java.util.ArrayList;
import java.util.List;

/** A user who is not root and is nobody else on this machine: words to be put in front of a command. */
final class NormalUser {
    static final String NUMBER = "47110";

    /** Becomes the user, without a capability. */
    static final List<String> AS_USER =
            List.of("setpriv", "--reuid", NUMBER, "--regid", NUMBER, "--clear-groups", "--inh-caps=-all");

    private NormalUser() {}

    /** Makes a TUN device with this mode, in a mount namespace that keeps it from the machine. */
    static List<String> withTun(String mode) {
        return List.of(
                "unshare",
                "--mount",
                "sh",
                "-ec",
                "mount -t tmpfs -o dev tmpfs /dev/net; mknod -m " + mode + " /dev/net/tun c 10 200; exec \"$@\"",
                "sh");
    }

    /** Becomes the user, on a machine where udev has set the device up as usual. */
    static List<String> withTunAsUser() {
        return then(withTun("666"), AS_USER);
    }

    static List<String> then(List<String> words, List<String> others) {
        List<String> all = new ArrayList<>(words);
        all.addAll(others);
        return all;
    }
}
