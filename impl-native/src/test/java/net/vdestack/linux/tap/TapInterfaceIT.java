package net.vdestack.linux.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.vdestack.api.forwarding.Offload;
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

    /** Whether the interface leaves this to whoever has its descriptor, as ethtool(8) names it. */
    private boolean leaves(String feature) throws Exception {
        String features = namespace.call(() -> {
            Process process = new ProcessBuilder("ethtool", "-k", "vde0")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output;
        });
        assertThat(features).contains(feature + ": ");
        return features.contains(feature + ": on");
    }

    private void assertLeaves(boolean checksums, boolean tcp, boolean udp) throws Exception {
        assertThat(leaves("tx-checksum-ip-generic")).isEqualTo(checksums);
        assertThat(leaves("tx-tcp-segmentation")).isEqualTo(tcp);
        assertThat(leaves("tx-tcp6-segmentation")).isEqualTo(tcp);
        assertThat(leaves("tx-udp-segmentation")).isEqualTo(udp);
    }

    @Test
    void doesWhatItIsWantedTo() throws Exception {
        try (TapInterface tap = TapInterface.create(namespace, "vde0", EnumSet.allOf(Offload.class))) {
            // Linux 6.2 or later; before, there is no USO
            assertThat(tap.offloads()).containsExactlyInAnyOrder(Offload.TSO, Offload.USO);
            assertLeaves(true, true, true);
        }
        try (TapInterface tap = TapInterface.create(namespace, "vde0", Set.of(Offload.TSO))) {
            assertThat(tap.offloads()).containsExactly(Offload.TSO);
            assertLeaves(true, true, false);
        }
    }

    /** Datagrams are not left alone without TCP: frames are behind a header then, or they are not. */
    @Test
    void doesNothingThatIsNotWanted() throws Exception {
        for (Set<Offload> wanted : List.of(Set.<Offload>of(), Set.of(Offload.USO), Set.of(Offload.UDP_GRO))) {
            try (TapInterface tap = TapInterface.create(namespace, "vde0", wanted)) {
                assertThat(tap.offloads()).isEmpty();
                assertLeaves(false, false, false);
            }
        }
    }

    /** Ten bytes in front of each frame, or none. */
    @Test
    void framesAreBehindAHeaderIfThereIsSomethingToSay() throws Exception {
        for (Set<Offload> wanted : List.of(Set.<Offload>of(), Set.of(Offload.TSO))) {
            try (TapInterface tap = TapInterface.create(namespace, "vde0", wanted);
                    NativeMemory memory = NativeMemory.allocate(2048)) {
                namespace.call(() -> new ProcessBuilder("ip", "link", "set", "vde0", "up")
                        .start()
                        .waitFor());
                memory.buffer().put(0, new byte[100]);
                int written = Syscalls.write(tap.number(), memory.address(), 9);

                // shorter than a header, or a frame that is shorter than one
                assertThat(written).isEqualTo(-Errno.EINVAL.number());
                int header = wanted.isEmpty() ? 0 : 10;
                assertThat(Syscalls.write(tap.number(), memory.address(), header + 60))
                        .isEqualTo(header + 60);
            }
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
