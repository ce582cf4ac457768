package net.vdestack.linux.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import net.vdestack.linux.expectation.Eventually;
import net.vdestack.linux.netlink.NamespaceNumbers;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;
import net.vdestack.linux.tap.TapInterface;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NamespaceIT {
    private static LocalNamespaces namespaces;
    private static NamespaceNumbers numbers;

    private Namespace namespace;

    @BeforeAll
    static void openAll() throws IOException {
        namespaces = LocalNamespaces.open();
        numbers = new NamespaceNumbers(namespaces.numbering());
    }

    @AfterAll
    static void closeAll() {
        namespaces.close();
    }

    @BeforeEach
    void open() throws IOException {
        namespace = namespaces.create("test");
    }

    @AfterEach
    void close() throws Exception {
        end(namespace);
        Eventually.holds(
                () -> Whereabouts.ofThreads().equals(Set.of(namespaces.hostIdentity())), "all threads are in the host");
        assertThat(NamespaceFiles.ofThisThread()).isEqualTo(namespaces.hostIdentity());
    }

    private static long inSeconds(long seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    private static String pingGroups(Namespace namespace) throws IOException {
        String path = "/proc/sys/net/ipv4/ping_group_range";
        try (Fd file = namespace.openFile(path, Syscalls.O_RDONLY);
                NativeMemory memory = NativeMemory.allocate(64)) {
            int read = Syscalls.read(file.number(), memory.address(), 64);
            return UTF_8.decode(memory.buffer().limit(read)).toString();
        }
    }

    private static void end(Namespace namespace) {
        namespace.interruptThreads(inSeconds(10));
        namespace.close();
    }

    private static void awaitForEver(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // this is who ignores it
            }
        }
    }

    @Test
    void isNeitherTheHostsNorAnother() throws Exception {
        Namespace other = namespaces.create("other");
        try {
            assertThat(List.of(namespace.identity(), other.identity(), namespaces.hostIdentity()))
                    .doesNotHaveDuplicates();
        } finally {
            end(other);
        }
    }

    @Test
    void isMadeByAnyThreadWhichDoesNotStay() throws Exception {
        Thread.currentThread().interrupt();
        try {
            Namespace made = namespaces.create("made");
            try {
                assertThat(NamespaceFiles.ofThisThread()).isEqualTo(namespaces.hostIdentity());
                assertThat(pingGroups(made)).as("for everybody").startsWith("0\t");
            } finally {
                end(made);
            }
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        String home = namespace.call(() -> {
            Namespace made = namespaces.create("made");
            try {
                assertThat(made.identity()).isNotEqualTo(namespace.identity());
                return NamespaceFiles.ofThisThread();
            } finally {
                end(made);
            }
        });
        assertThat(home).isEqualTo(namespace.identity());
    }

    @Test
    void tellsHowManySocketsHoldIt() throws Exception {
        assertThat(NamespaceFiles.sockets(namespace)).isZero();
        TapInterface tap = TapInterface.create(namespace, "vde0", Set.of());
        try (Fd stream = namespace.openSocket(2, 1, 0);
                Fd local = namespace.openSocket(1, 1, 0);
                Fd elsewhere = Sockets.open(2, 1, 0)) {
            assertThat(List.of(stream.number(), local.number(), elsewhere.number()))
                    .doesNotHaveDuplicates();
            assertThat(NamespaceFiles.sockets(namespace))
                    .as("the TAP's as well")
                    .isEqualTo(3);
        }
        Eventually.holds(() -> NamespaceFiles.sockets(namespace) == 1, "the TAP's is left");
        tap.close();
        Eventually.holds(() -> NamespaceFiles.sockets(namespace) == 0, "none is left");
    }

    @Test
    void isVisitedByThreadsOfTheHost() throws Exception {
        Thread visitor = namespace.open(Thread::currentThread);
        String visited = namespace.open(NamespaceFiles::ofThisThread);

        assertThat(visitor).isSameAs(Thread.currentThread());
        assertThat(visited).isEqualTo(namespace.identity());
        assertThat(NamespaceFiles.ofThisThread()).isEqualTo(namespaces.hostIdentity());
        // others' may be about to end
        Eventually.holds(
                () -> Whereabouts.ofThreads().equals(Set.of(namespaces.hostIdentity())), "all threads are in the host");
    }

    @Test
    void isVisitedByNoThreadOfAnother() throws Exception {
        Namespace other = namespaces.create("other");
        try {
            Thread visitor = other.call(() -> namespace.open(Thread::currentThread));
            Thread again = other.call(() -> namespace.open(Thread::currentThread));
            String opened = other.call(() -> {
                try (Fd socket = namespace.openSocket(2, 2, 0)) {
                    return Whereabouts.ofSocket(socket.number());
                }
            });
            String home = other.call(() -> {
                namespace.open(() -> "visited");
                return NamespaceFiles.ofThisThread();
            });

            assertThat(visitor.getName()).isEqualTo("vdestack-test-opener");
            assertThat(again).as("one worker for all").isSameAs(visitor);
            assertThat(opened).isEqualTo(namespace.identity());
            assertThat(home).isEqualTo(other.identity());
        } finally {
            end(other);
        }
    }

    @Test
    void isOpenToThreadsOfAnotherUntilItIsClosed() throws Exception {
        Namespace other = namespaces.create("other");
        try {
            String opened = other.call(() -> {
                namespace.open(() -> "opened");
                namespace.interruptThreads(inSeconds(30));
                try (Fd socket = namespace.openSocket(2, 2, 0)) {
                    return Whereabouts.ofSocket(socket.number());
                }
            });

            assertThat(opened).isEqualTo(namespace.identity());
        } finally {
            end(other);
        }
    }

    @Test
    void isWhereItsOwnThreadsOpenWithoutHopping() throws Exception {
        String opened = namespace.call(() -> {
            try (Fd socket = namespace.openSocket(2, 2, 0)) {
                return Whereabouts.ofSocket(socket.number());
            }
        });

        assertThat(opened).isEqualTo(namespace.identity());
    }

    @Test
    void runsTasksOnThreadsThatEnd() throws Exception {
        ClassLoader mine = new ClassLoader(null) {};
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        caller.setContextClassLoader(mine);
        try {
            Thread thread = namespace.call(Thread::currentThread);
            ClassLoader seen = namespace.call(() -> Thread.currentThread().getContextClassLoader());

            assertThat(thread).isNotSameAs(caller);
            assertThat(thread.isDaemon()).isTrue();
            assertThat(seen).isSameAs(mine);
            thread.join();
        } finally {
            caller.setContextClassLoader(before);
        }
        assertThat(namespace.call(NamespaceFiles::ofThisThread)).isEqualTo(namespace.identity());
    }

    @Test
    void passesOnWhatATaskThrows() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> namespace.call(() -> {
                    throw new IOException("mine");
                }))
                .withMessage("mine");
        assertThatExceptionOfType(LinkageError.class)
                .isThrownBy(() -> namespace.call(() -> {
                    throw new LinkageError("mine");
                }));
    }

    @Test
    void interruptsATaskWhoseCallerIsInterrupted() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        FutureTask<Throwable> caller = new FutureTask<>(() -> catchThrowable(() -> namespace.call(() -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return null;
        })));
        Thread thread = new Thread(caller);
        thread.start();
        running.await();

        thread.interrupt();

        assertThat(caller.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void isHomeToItsThreadsAndTheirChildren() throws Exception {
        FutureTask<String> child = new FutureTask<>(NamespaceFiles::ofThisThread);
        FutureTask<String> parent = new FutureTask<>(() -> {
            new Thread(child).start();
            return NamespaceFiles.ofThisThread();
        });

        Thread thread = namespace.threadFactory().newThread(parent);
        thread.start();

        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).startsWith("vdestack-test-");
        assertThat(parent.get(20, TimeUnit.SECONDS)).isEqualTo(namespace.identity());
        assertThat(child.get(20, TimeUnit.SECONDS)).isEqualTo(namespace.identity());
    }

    @Test
    void interruptsItsThreadsAndTheirChildrenAndWaits() throws Exception {
        CountDownLatch running = new CountDownLatch(2);
        List<Thread> threads = new ArrayList<>();
        AtomicBoolean cleanedUp = new AtomicBoolean();
        Runnable sleeper = () -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                cleanedUp.set(true);
            }
        };
        Thread parent = namespace.threadFactory().newThread(() -> {
            Thread child = new Thread(sleeper);
            threads.add(child);
            child.start();
            sleeper.run();
        });
        parent.start();
        running.await();
        threads.add(parent);

        namespace.interruptThreads(inSeconds(30));

        assertThat(cleanedUp).isTrue();
        assertThat(threads).hasSize(2).noneMatch(Thread::isAlive);
    }

    @Test
    void interruptsThreadsThatAreBornLate() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch childInterrupted = new CountDownLatch(1);
        namespace
                .threadFactory()
                .newThread(() -> {
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        new Thread(() -> {
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException late) {
                                        childInterrupted.countDown();
                                    }
                                })
                                .start();
                    }
                })
                .start();
        running.await();

        namespace.interruptThreads(inSeconds(30));

        assertThat(childInterrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doesNotWaitForEverForThreadsThatIgnoreTheInterrupt() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread deaf = namespace.threadFactory().newThread(() -> {
            running.countDown();
            awaitForEver(release);
        });
        deaf.start();
        running.await();

        namespace.interruptThreads(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50));

        boolean alive = deaf.isAlive();
        release.countDown();
        deaf.join();
        assertThat(alive).isTrue();
    }

    @Test
    void canBeEndedByAThreadOfItsOwn() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Thread other = namespace.threadFactory().newThread(() -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // as it should be
            }
        });
        other.start();
        running.await();

        boolean interrupted = namespace.call(() -> {
            namespace.interruptThreads(inSeconds(30));
            return Thread.currentThread().isInterrupted();
        });

        assertThat(interrupted).as("the ending thread itself").isFalse();
        assertThat(other.isAlive()).isFalse();
    }

    @Test
    void refusesWhoComesTooLate() throws Exception {
        Namespace other = namespaces.create("late");
        Thread notStarted = other.threadFactory().newThread(() -> {});
        end(other);

        assertThatIllegalStateException()
                .isThrownBy(() -> other.open(() -> "opened"))
                .withMessage("stack late is closed");
        assertThatIllegalStateException().isThrownBy(() -> other.openSocket(2, 1, 0));
        assertThatIllegalStateException().isThrownBy(() -> other.call(() -> "called"));
        assertThatIllegalStateException().isThrownBy(() -> other.threadFactory().newThread(() -> {}));
        Throwable fromAnother = namespace.call(() -> catchThrowable(() -> other.open(() -> "opened")));
        assertThat(fromAnother).isInstanceOf(IllegalStateException.class).hasMessage("stack late is closed");
        AtomicBoolean failed = new AtomicBoolean();
        notStarted.setUncaughtExceptionHandler((thread, e) -> failed.set(true));
        try {
            notStarted.start();
            notStarted.join();
        } catch (IllegalThreadStateException e) {
            failed.set(true); // on Java 17 its group is destroyed
        }
        assertThat(failed).as("the thread was refused").isTrue();
    }

    @Test
    void keepsNobodyWaitingWhoCallsWhileItEnds() throws Exception {
        for (int round = 0; round < 50; round++) {
            Namespace other = namespaces.create("busy");
            CountDownLatch begun = new CountDownLatch(3);
            List<FutureTask<Throwable>> callers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                FutureTask<Throwable> caller = new FutureTask<>(() -> catchThrowable(() -> {
                    other.call(() -> "called");
                    begun.countDown();
                    for (; ; ) {
                        other.call(() -> "called");
                    }
                }));
                callers.add(caller);
                new Thread(caller).start();
            }
            begun.await();

            other.interruptThreads(System.nanoTime());
            other.close();

            for (FutureTask<Throwable> caller : callers) {
                assertThat(caller.get(20, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void lendsTheHostItsThreadsButNotItself() throws Exception {
        FutureTask<String> where = new FutureTask<>(NamespaceFiles::ofThisThread);
        FutureTask<Boolean> ended = new FutureTask<>(() -> {
            try {
                new CountDownLatch(1).await();
                return false;
            } catch (InterruptedException e) {
                return true;
            }
        });

        Thread hostThread = namespace.call(() -> {
            namespaces.host().newThread(where).start();
            Thread sleeper = namespaces.host().newThread(ended);
            sleeper.start();
            return sleeper;
        });
        String called = namespace.call(() -> namespaces.host().call(NamespaceFiles::ofThisThread));
        namespace.interruptThreads(inSeconds(30));

        assertThat(where.get(20, TimeUnit.SECONDS)).isEqualTo(namespaces.hostIdentity());
        assertThat(called).isEqualTo(namespaces.hostIdentity());
        assertThat(hostThread.isInterrupted() || ended.isDone())
                .as("interrupted with the stack's threads")
                .isFalse();
        hostThread.interrupt();
        assertThat(ended.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void isFreedWhenItsLastUserLetsGo() throws Exception {
        Namespace other = namespaces.create("freed");
        Fd socket = other.openSocket(2, 2, 0);
        int number = numbers.give(other.descriptor());
        assertThat(numbers.isGone(number)).isFalse();
        end(other);
        assertThat(numbers.isGone(number)).as("a socket is open").isFalse();

        socket.close();

        Eventually.holds(() -> numbers.isGone(number), "the namespace is gone");
    }

    @Test
    void hasOneNumberForAllWhoAsk() throws Exception {
        int number = numbers.give(namespace.descriptor());

        assertThat(numbers.give(namespace.descriptor())).isEqualTo(number);
    }

    @Test
    void isNotTakenForAnotherThatComesAfterIt() throws Exception {
        Namespace first = namespaces.create("first");
        int number = numbers.give(first.descriptor());
        end(first);
        Eventually.holds(() -> numbers.isGone(number), "the namespace is gone");

        assertThat(numbers.isGone(numbers.give(namespace.descriptor()))).isFalse();
        assertThat(numbers.isGone(number)).as("still").isTrue();
    }

    @Test
    void canBeEnteredByOtherProcessesThroughItsPath() throws Exception {
        Process process = new ProcessBuilder(
                        "nsenter", "--net=" + namespace.path(), "stat", "-Lc", "net:[%i]", "/proc/self/ns/net")
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8).trim())
                .isEqualTo(namespace.identity());
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void canBeAttachedTo() throws Exception {
        Namespace attached = namespaces.attach("attached", Path.of(namespace.path()));
        try {
            assertThat(attached.identity()).isEqualTo(namespace.identity());
            assertThat(attached.<String>call(NamespaceFiles::ofThisThread)).isEqualTo(namespace.identity());
            assertThat(attached.descriptor()).isNotEqualTo(namespace.descriptor());
        } finally {
            end(attached);
        }
        assertThat(namespace.<String>call(NamespaceFiles::ofThisThread)).isEqualTo(namespace.identity());
    }

    @Test
    void keepsTheInterruptOfWhoeverCreatesIt() throws Exception {
        boolean interrupted = Whereabouts.onNewThread(() -> {
            Thread.currentThread().interrupt();
            namespaces.create("interrupted").close();
            return Thread.interrupted();
        });

        assertThat(interrupted).isTrue();
    }

    @Test
    void waitsForTheKernelWhereOnlyFewAreAllowed() throws Exception {
        Process jvm = new ProcessBuilder(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--keep-caps",
                        "sh",
                        "-c",
                        "echo 6 >/proc/sys/user/max_net_namespaces && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FewNamespaces.class.getName())
                .redirectErrorStream(true)
                .start();

        assertThat(jvm.getInputStream()).asString(UTF_8).matches("""
                WRAPPED
                100 cycles
                unshare\\(CLONE_NEWNET\\): ENOSPC .*user.max_net_namespaces.*
                again
                """);
        assertThat(jvm.waitFor()).isZero();
    }
}
