package net.vdestack.linux.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import net.vdestack.linux.expectation.Eventually;
import net.vdestack.linux.namespace.LocalNamespaces;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.netlink.NamespaceNumbers;
import net.vdestack.linux.netlink.NetworkInterface;
import net.vdestack.linux.netlink.RouteNetlink;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Syscalls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TapInterfaceIT {
    private static LocalNamespaces namespaces;

    private Namespace namespace;
    private RouteNetlink route;

    @BeforeAll
    static void openAll() throws IOException {
        namespaces = LocalNamespaces.open();
    }

    @AfterAll
    static void closeAll() {
        namespaces.close();
    }

    @BeforeEach
    void open() throws IOException {
        namespace = namespaces.create("test");
        route = RouteNetlink.open(namespace);
    }

    @AfterEach
    void close() {
        route.close();
        namespace.close();
    }

    private static long descriptors() throws IOException {
        long count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path entry : entries) {
                count += entry.toString().isEmpty() ? 0 : 1;
            }
        }
        return count;
    }

    @Test
    void livesInTheNamespaceAsLongAsItsDescriptor() throws Exception {
        try (TapInterface tap = TapInterface.create(namespace, "fifteen-letters", Set.of())) {
            assertThat(tap.number()).isNotNegative();
            assertThat(route.findInterface("fifteen-letters"))
                    .map(NetworkInterface::up)
                    .hasValue(false);
            assertThat(Path.of("/proc/self/net/dev")).content().doesNotContain("fifteen-letters");
        }

        assertThat(route.findInterface("fifteen-letters")).isEmpty();
    }

    @Test
    void outlivesItsDescriptorIfItIsLeftToItsNamespace() throws Exception {
        NamespaceNumbers numbers = new NamespaceNumbers(namespaces.numbering());
        int number = numbers.give(namespace.descriptor());
        TapInterface tap = TapInterface.create(namespace, "vde0", Set.of());
        int index = route.findInterface("vde0").orElseThrow().index();
        route.setUp(index, true);
        long before = descriptors();

        tap.closeWithNamespace();

        assertThat(descriptors()).isEqualTo(before - 1);
        assertThat(route.findInterface("vde0")).isPresent();
        route.close();
        namespace.close();
        Eventually.holds(() -> numbers.isGone(number), "the namespace is gone");
    }

    @Test
    void mayBeGoneAlreadyWhenItIsLeftToItsNamespace() throws Exception {
        TapInterface tap = TapInterface.create(namespace, "vde0", Set.of());
        Process deletion = new ProcessBuilder("nsenter", "--net=" + namespace.path(), "ip", "link", "delete", "vde0")
                .inheritIO()
                .start();
        assertThat(deletion.waitFor()).isZero();
        long before = descriptors();

        tap.closeWithNamespace();

        assertThat(descriptors()).isEqualTo(before - 1);
        assertThat(route.findInterface("vde0")).isEmpty();
    }

    @Test
    void doesNotBlock() throws Exception {
        try (TapInterface tap = TapInterface.create(namespace, "vde0", Set.of());
                NativeMemory frame = NativeMemory.allocate(2048)) {
            assertThat(Syscalls.read(tap.number(), frame.address(), 2048)).isEqualTo(-Errno.EAGAIN.number());
            assertThat(Syscalls.write(tap.number(), frame.address(), 60))
                    .as("while it is down")
                    .isEqualTo(-Errno.EIO.number());
        }
    }

    @Test
    void takesOverNoInterfaceThatExists() throws Exception {
        try (TapInterface tap = TapInterface.create(namespace, "vde0", Set.of())) {
            long before = descriptors();

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> TapInterface.create(namespace, "vde0", Set.of()))
                    .withMessage("interface vde0 exists already in this namespace: give the link another name")
                    .withStackTraceContaining("ioctl(TUNSETIFF, vde0): EBUSY");

            assertThat(descriptors()).isEqualTo(before);
            assertThat(tap.number()).isNotNegative();
        }
    }

    @Test
    void refusesNamesThatTheKernelCannotTake() throws Exception {
        long before = descriptors();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TapInterface.create(namespace, "sixteen-letters-", Set.of()))
                .withMessage("interface name 'sixteen-letters-' has 16 bytes; the kernel takes 15 at most");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TapInterface.create(namespace, "x".repeat(100), Set.of()))
                .withMessageContaining("100 bytes");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> TapInterface.create(namespace, "a/b", Set.of()))
                .withMessageStartingWith("ioctl(TUNSETIFF, a/b): EINVAL");

        assertThat(descriptors()).isEqualTo(before);
        assertThat(route.findInterface("sixteen-letters")).isEmpty();
    }
}
