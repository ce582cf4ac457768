package net.vdestack.linux.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.api.SyscallException;
import net.vdestack.linux.namespace.Hop.IllegalThreadStateError;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every thread that may get lost is one that the test ends. */
@Timeout(60)
class HopIT {
    private Fd host;
    private Fd stack;
    private String inHost;
    private String inStack;

    /** A way back that works from the given attempt on. */
    private static final class Obstacle implements Hop.Return {
        private final int failures;
        private final AtomicInteger attempts = new AtomicInteger();

        Obstacle(int failures) {
            this.failures = failures;
        }

        @Override
        public void to(Fd host) throws IOException {
            if (attempts.incrementAndGet() <= failures) {
                throw Syscalls.exception("setns(attempt " + attempts + ")", 9);
            }
            Syscalls.setNetworkNamespace(host);
        }
    }

    private static final class Opened implements Closeable {
        private final boolean failing;
        private boolean closed;

        Opened(boolean failing) {
            this.failing = failing;
        }

        @Override
        public void close() throws IOException {
            closed = true;
            if (failing) {
                throw new IOException("cannot be closed");
            }
        }
    }

    @BeforeEach
    void open() throws Exception {
        host = NamespaceFiles.openHost();
        stack = Whereabouts.newNamespace();
        inHost = NamespaceFiles.ofHost();
        inStack = NamespaceFiles.of(stack.number());
    }

    @AfterEach
    void close() throws Exception {
        stack.close();
        host.close();
        assertThat(NamespaceFiles.ofThisThread()).as("the test's own thread").isEqualTo(inHost);
    }

    private Hop hop(int failures) {
        return new Hop(host, true, new Obstacle(failures));
    }

    @Test
    void opensThereAndComesBack() throws Exception {
        Hop hop = hop(0);

        assertThat(hop.mayHop()).isTrue();
        assertThat(hop.into(stack, NamespaceFiles::ofThisThread))
                .isEqualTo(inStack)
                .isNotEqualTo(inHost);

        assertThat(NamespaceFiles.ofThisThread()).isEqualTo(inHost);
    }

    @Test
    void comesBackFromAnOpenerThatThrows() throws Exception {
        Hop hop = hop(0);
        Opener<Object> refused = () -> {
            throw new IOException("refused");
        };
        Opener<Object> broken = () -> {
            throw new LinkageError("broken");
        };

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> hop.into(stack, refused))
                .withMessage("refused");
        assertThat(NamespaceFiles.ofThisThread()).isEqualTo(inHost);
        assertThatExceptionOfType(LinkageError.class)
                .isThrownBy(() -> hop.into(stack, broken))
                .withMessage("broken");
        assertThat(NamespaceFiles.ofThisThread()).isEqualTo(inHost);
        assertThat(hop.mayHop()).isTrue();
    }

    @Test
    void triesTwiceToComeBack() throws Exception {
        Hop hop = hop(1);

        try (Opened opened = hop.into(stack, () -> new Opened(false))) {
            assertThat(opened.closed).isFalse();
        }

        assertThat(NamespaceFiles.ofThisThread()).isEqualTo(inHost);
        assertThat(hop.mayHop()).isTrue();
    }

    @Test
    void givesTheThreadUpAfterThat() throws Exception {
        Hop hop = hop(2);
        Opened opened = new Opened(true);

        Throwable error = Whereabouts.onNewThread(() -> {
            Throwable thrown = catchThrowable(() -> hop.into(stack, () -> opened));
            assertThat(NamespaceFiles.ofThisThread()).isEqualTo(inStack);
            assertThat(hop.mayHop()).as("the lost thread").isFalse();
            return thrown;
        });

        assertThat(error)
                .isInstanceOf(IllegalThreadStateError.class)
                .hasMessage("thread 'one-task' is stuck in a stack's network namespace: end it; sockets are opened by"
                        + " other threads from now on")
                .hasCauseInstanceOf(SyscallException.class);
        assertThat(error.getCause().getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("setns(attempt 1): EBADF (Bad file descriptor)", "cannot be closed");
        assertThat(opened.closed).isTrue();
        assertThat(hop.mayHop()).as("all others").isFalse();
    }

    @Test
    void tellsOfTheOpenersFailureToo() throws Exception {
        Hop hop = hop(2);

        Throwable error = Whereabouts.onNewThread(() -> catchThrowable(() -> hop.into(stack, () -> {
            throw new IOException("refused");
        })));

        assertThat(error).isInstanceOf(IllegalThreadStateError.class);
        assertThat(error.getCause().getSuppressed())
                .extracting(Throwable::getMessage)
                .contains("refused");
    }

    @Test
    void isLostAsWellWhenTheHostsNamespaceHasBeenClosed() throws Exception {
        Fd closed = NamespaceFiles.openHost();
        closed.close();
        Hop hop = new Hop(closed, true, Syscalls::setNetworkNamespace);

        Throwable error = Whereabouts.onNewThread(() -> catchThrowable(() -> hop.into(stack, () -> "opened")));

        assertThat(error).isInstanceOf(IllegalThreadStateError.class).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(hop.mayHop()).isFalse();
    }

    @Test
    void staysWhereItIsIfItCannotEnter() throws Exception {
        Hop hop = hop(0);
        try (Fd nothing = Syscalls.open("/dev/null", Syscalls.O_RDONLY)) {
            assertThatExceptionOfType(SyscallException.class)
                    .isThrownBy(() -> hop.into(nothing, () -> "opened"))
                    .withMessageContaining("setns(network namespace fd " + nothing.number() + "): EINVAL");
        }

        assertThat(NamespaceFiles.ofThisThread()).isEqualTo(inHost);
        assertThat(hop.mayHop()).isTrue();
    }

    @Test
    void isForThreadsThatLiveInTheHostAlone() throws Exception {
        Hop hop = hop(0);

        assertThat(Whereabouts.onNewThread(hop::mayHop)).isTrue();
        assertThat(Whereabouts.onNewThread(() -> {
                    Syscalls.setNetworkNamespace(stack);
                    return hop.mayHop();
                }))
                .isFalse();
        assertThat(new Hop(host, false, new Obstacle(0)).mayHop()).isFalse();
    }

    @Test
    void leavesTheNamespaceUsableByItsWorkerOnceAThreadIsLost() throws Exception {
        LocalNamespace namespace = new LocalNamespace("lossy", stack, hop(2));
        try {
            Throwable error = Whereabouts.onNewThread(() -> catchThrowable(() -> namespace.openSocket(2, 1, 0)));
            assertThat(error).isInstanceOf(IllegalThreadStateError.class);
            assertThat(Whereabouts.socketsOf(inStack))
                    .as("what the lost thread opened")
                    .isEmpty();

            for (int i = 0; i < 3; i++) {
                try (Fd socket = namespace.openSocket(2, 1, 0);
                        ServerSocketChannel channel = namespace.open(ServerSocketChannel::open)) {
                    assertThat(channel.isOpen()).isTrue();
                    assertThat(Whereabouts.socketsOf(inStack))
                            .contains(socket.number())
                            .hasSize(2);
                }
            }
            assertThat(namespace.open(Thread::currentThread).getName()).isEqualTo("vdestack-lossy-opener");
        } finally {
            namespace.interruptThreads(System.nanoTime() + 10_000_000_000L);
            namespace.close();
        }
    }
}
