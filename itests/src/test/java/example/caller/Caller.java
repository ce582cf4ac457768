package example.caller;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import javax.net.SocketFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * An app that has never heard of vdestack: connects to 10.5.0.2 by the sockets of stack blue, and tells what it reads.
 */
@Component(property = "app=caller")
public final class Caller implements Callable<String> {
    private final SocketFactory sockets;

    @Activate
    public Caller(@Reference(target = "(stack.name=blue)") SocketFactory sockets) {
        this.sockets = sockets;
    }

    @Override
    public String call() throws Exception {
        try (Socket socket = sockets.createSocket("10.5.0.2", 7)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
