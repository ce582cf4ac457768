package net.vdestack.linux.namespace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.linux.syscall.Fd;

/** Makes and closes more namespaces than it may have at a time, then too many, and prints how that went. */
final class FewNamespaces {
    private FewNamespaces() {}

    public static void main(String[] args) throws Exception {
        try (LocalNamespaces namespaces = LocalNamespaces.open()) {
            System.out.println(namespaces.mode());
            for (int i = 0; i < 100; i++) {
                Namespace namespace = namespaces.create("cycle");
                try (Fd socket = namespace.openSocket(2, 2, 0)) {
                    if (!Whereabouts.ofSocket(socket.number()).equals(namespace.identity())) {
                        throw new IOException("a socket has escaped");
                    }
                }
                namespace.interruptThreads(Long.MAX_VALUE);
                namespace.close();
            }
            System.out.println("100 cycles");
            List<Namespace> kept = new ArrayList<>();
            try {
                for (int i = 0; i < 100; i++) {
                    kept.add(namespaces.create("kept"));
                }
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
            kept.forEach(Namespace::close);
            namespaces.create("again").close();
            System.out.println("again");
        }
    }
}
