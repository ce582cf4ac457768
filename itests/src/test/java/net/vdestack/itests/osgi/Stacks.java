package net.vdestack.itests.osgi;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.itests.platform.Inside;

/** What the stories do with stacks. */
final class Stacks {
    private Stacks() {}

    /** Creates a stack with one link, through the registry. */
    static NetworkStack create(Inside inside, String name, String network, String address) throws Exception {
        return inside.service(StackRegistry.class).create(spec(name, network, address));
    }

    static StackSpec spec(String name, String network, String address) {
        return StackSpec.builder()
                .name(name)
                .link("vde0", network)
                .config("eth,ip=" + address + "/24")
                .build();
    }

    static String named(String name) {
        return "(stack.name=" + name + ")";
    }

    /** The service of that stack, waited for. */
    static NetworkStack service(Inside inside, String name) throws Exception {
        return inside.service(NetworkStack.class, named(name));
    }

    static void awaitNone(Inside inside, String name) throws Exception {
        inside.await(
                "the end of stack " + name,
                () -> inside.references(NetworkStack.class, named(name)).isEmpty());
    }

    static ForwarderStatus forwarder(NetworkStack stack) throws IOException {
        return stack.links().get(0).forwarder();
    }

    /** Waits until the first link of each is as asked for. */
    static void awaitForwarders(Inside inside, List<NetworkStack> stacks, Predicate<ForwarderStatus> condition)
            throws Exception {
        for (NetworkStack stack : stacks) {
            inside.await("the forwarder of " + stack.name(), () -> condition.test(forwarder(stack)));
        }
    }

    static boolean canPing(NetworkStack stack, String address) throws IOException {
        return stack.run("ping -c 1 -W 5 " + address).exitCode() == 0;
    }
}
