package net.vdestack.linux.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What needs no namespace but the one there is. */
@Timeout(60)
class HostThreadsTest {
    private HostThreads host;

    @BeforeEach
    void open() throws Exception {
        host = new HostThreads();
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void areDaemonsWithNothingOfTheirCreator() throws Exception {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        inherited.set("secret");
        ThreadGroup group = new ThreadGroup("creator's");
        FutureTask<String> task = new FutureTask<>(inherited::get);
        FutureTask<Thread> creation = new FutureTask<>(() -> host.newThread(task));
        new Thread(group, creation).start();

        Thread thread = creation.get(20, TimeUnit.SECONDS);
        thread.start();

        assertThat(task.get(20, TimeUnit.SECONDS)).isNull();
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getContextClassLoader()).isNull();
        assertThat(host.newThread(() -> {}).getThreadGroup().getParent())
                .as("the root of all groups has no parent")
                .isNull();
    }

    @Test
    void doTasksForOthersWhileTheyWait() throws Exception {
        Thread launcher = host.call(Thread::currentThread);

        assertThat(launcher).isNotSameAs(Thread.currentThread());
        assertThat(launcher.getName()).isEqualTo("vdestack-host");
        assertThat(host.<String>call(NamespaceFiles::ofThisThread)).isEqualTo(NamespaceFiles.ofHost());
    }

    @Test
    void doTheirOwnTasksThemselves() throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            Thread self = Thread.currentThread();
            return host.call(() -> Thread.currentThread() == self && host.call(() -> true));
        });
        host.newThread(task).start();

        assertThat(task.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(host.<Boolean>call(() -> host.call(() -> true))).isTrue();
    }

    @Test
    void startOneAnother() throws Exception {
        FutureTask<String> inner = new FutureTask<>(NamespaceFiles::ofThisThread);
        host.newThread(() -> host.newThread(inner).start()).start();

        assertThat(inner.get(20, TimeUnit.SECONDS)).isEqualTo(NamespaceFiles.ofHost());
    }

    @Test
    void startsNoMoreOnceClosedButTheirThreadsGoOn() throws Exception {
        FutureTask<String> running = new FutureTask<>(() -> "done");
        Thread before = host.newThread(running);
        Thread launcher = host.call(Thread::currentThread);
        before.start();

        host.close();
        launcher.join();

        assertThat(running.get(20, TimeUnit.SECONDS)).isEqualTo("done");
        Thread late = host.newThread(() -> {});
        assertThatIllegalStateException().isThrownBy(late::start);
        assertThatIllegalStateException().isThrownBy(() -> host.call(() -> true));
    }
}
