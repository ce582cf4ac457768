package net.vdestack.linux.osgi;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.MacAddress;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.Offload;
import net.vdestack.api.forwarding.Underlay;

/** A link's end that remembers what it was told. */
final class FakeDevice implements LinkDevice {
    static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");

    final List<ForwarderStatus> told = new CopyOnWriteArrayList<>();
    volatile Runnable whenTold = () -> {};

    ForwarderStatus lastTold() {
        return told.get(told.size() - 1);
    }

    @Override
    public String stack() {
        return "blue";
    }

    @Override
    public String name() {
        return "vde0";
    }

    @Override
    public MacAddress mac() {
        return MAC;
    }

    @Override
    public int mtu() {
        return 1400;
    }

    @Override
    public Set<Offload> offloads() {
        return Set.of();
    }

    @Override
    public int descriptor() {
        return 42;
    }

    @Override
    public Underlay underlay() {
        return new Underlay() {
            @Override
            public int openSocket(int domain, int type, int protocol) {
                return 43;
            }

            @Override
            public <T> T call(Callable<T> task) throws IOException {
                throw new IOException("no host to ask");
            }
        };
    }

    @Override
    public ThreadFactory threadFactory() {
        return Thread::new;
    }

    @Override
    public void forwarderChanged(ForwarderStatus status) {
        told.add(status);
        whenTold.run();
    }
}
