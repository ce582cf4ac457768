package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import net.vdestack.api.DropReason;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is captured, as tcpdump reads it; and what it costs the link, which is nothing. */
@Timeout(120)
class CaptureIT {
    private static final String LAN = "lan://capture";
    private static final String VXVDE = "vxvde://224.1.2.9";
    /** The type of the block and its length, which is always the same. */
    private static final String STATISTICS = "\5\0\0\0\114\0\0\0";

    @TempDir
    private Path directory;

    private Path file;
    private NetworkStack alice;
    private NetworkStack bob;
    private Resources before;

    @BeforeEach
    void open() throws Exception {
        file = directory.resolve("capture.pcapng");
        // what all stacks share, and the JDK for its first pipe, stays
        NetworkStacks.open("").close();
        Pipe pipe = Pipe.open();
        pipe.sink().close();
        pipe.source().close();
        Resources.awaitNamespacesFreed();
        before = Resources.now();
        alice = NetworkStacks.open(spec("alice", "10.3.0.1/24"));
        bob = NetworkStacks.open(spec("bob", "10.3.0.2/24"));
    }

    private static StackSpec spec(String name, String address) {
        return StackSpec.builder()
                .name(name)
                .link("vde0", LAN)
                .config("eth,ip=" + address)
                .build();
    }

    @AfterEach
    void leavesNothing() throws Exception {
        alice.close();
        bob.close();
        before.awaitNoMore();
    }

    private FileChannel newFile() throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static void ping(NetworkStack from, String to) throws IOException {
        assertThat(from.run("ping -c 1 -W 5 " + to).exitCode()).isZero();
    }

    /** The packets of the file that match, a line each. */
    private List<String> read(String filter) throws IOException {
        return Subprocess.run("tcpdump", "-nn", "-t", "-r", file.toString(), filter)
                .lines()
                .toList();
    }

    private String bytes() throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    @Test
    void tcpdumpReadsWhatPassedBothWaysOverSwaps() throws Exception {
        Subprocess.require("tcpdump");
        alice.capture("vde0", newFile());

        ping(alice, "10.3.0.2");
        alice.connect("vde0", VXVDE);
        bob.connect("vde0", VXVDE);
        ping(bob, "10.3.0.1");
        alice.connect("vde0", LAN);
        // nobody is left there to be asked
        alice.run("ping -c 1 -W 1 10.3.0.3");
        alice.close();

        assertThat(read("icmp"))
                .map(line -> line.replaceAll(", id .*", ""))
                .containsExactly(
                        "IP 10.3.0.1 > 10.3.0.2: ICMP echo request",
                        "IP 10.3.0.2 > 10.3.0.1: ICMP echo reply",
                        "IP 10.3.0.2 > 10.3.0.1: ICMP echo request",
                        "IP 10.3.0.1 > 10.3.0.2: ICMP echo reply");
        assertThat(read("arp")).anyMatch(line -> line.contains("who-has 10.3.0.3 tell 10.3.0.1"));
        assertThat(bytes()).contains("alice/vde0", "dropped: noPeer", STATISTICS);
    }

    /** As with {@code wireshark -k -i FIFO}. */
    @Test
    void whatPassesIsSeenAtOnce() throws Exception {
        Subprocess.require("tcpdump", "mkfifo");
        String fifo = directory.resolve("fifo").toString();
        Subprocess.run("mkfifo", fifo);
        try (Subprocess tcpdump = Subprocess.start(List.of("tcpdump", "-nn", "-l", "-r", fifo, "icmp"))) {
            Closeable capture = alice.capture("vde0", FileChannel.open(Path.of(fifo), StandardOpenOption.WRITE));
            ping(alice, "10.3.0.2");

            assertThat(tcpdump.line()).contains("10.3.0.1 > 10.3.0.2: ICMP echo request");
            assertThat(tcpdump.line()).contains("10.3.0.2 > 10.3.0.1: ICMP echo reply");

            capture.close();
            tcpdump.succeed();
        }
    }

    @Test
    void aLinkMayHaveSeveralAndAllEndWithTheStack() throws Exception {
        Path other = directory.resolve("other.pcapng");
        alice.capture("vde0", newFile());
        alice.capture("vde0", FileChannel.open(other, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        ping(alice, "10.3.0.2");

        alice.close();

        assertThat(read("icmp")).hasSize(2);
        assertThat(Subprocess.run("tcpdump", "-nn", "-r", other.toString(), "icmp")
                        .lines())
                .hasSize(2);
    }

    @Test
    void endsWhenItsLinkIsRemoved() throws Exception {
        FileChannel channel = newFile();
        alice.capture("vde0", channel);

        NetworkStacks.registry()
                .update(StackSpec.builder().name("alice").link("vde1", LAN).build());

        assertThat(channel.isOpen()).isFalse();
        assertThat(bytes()).contains("alice/vde0", STATISTICS);
    }

    @Test
    void aChannelThatBlocksForEverCostsAConnectionNothing() throws Exception {
        Pipe nobodyReads = Pipe.open();
        try (NumberStream stream = new NumberStream(bob, alice, "10.3.0.1")) {
            // before bob came she may have spoken to nobody
            Map<DropReason, Long> before = UnexplainedDrops.of(alice);
            Closeable capture = alice.capture("vde0", nobodyReads.sink());
            // more than the pipe and the capture's queue hold
            long enough = 8 << 20;
            Await.until("data to flow", () -> link().receiveBytes() > enough);

            assertThat(stream.finish()).isPositive();
            assertThat(nobodyReads.sink().isOpen()).isTrue();
            capture.close();
            assertThat(nobodyReads.sink().isOpen()).isFalse();
            assertThat(UnexplainedDrops.of(alice)).isEqualTo(before);
        } finally {
            nobodyReads.source().close();
        }
    }

    private LinkStatistics link() throws IOException {
        return alice.statistics().links().get(0);
    }

    @Test
    void aReaderThatGoesEndsItsCaptureAlone() throws Exception {
        alice.capture("vde0", newFile());
        Pipe pipe = Pipe.open();
        pipe.source().close();

        alice.capture("vde0", pipe.sink());

        Await.until("the capture to end", () -> !pipe.sink().isOpen());
        ping(alice, "10.3.0.2");
        alice.close();
        assertThat(read("icmp")).hasSize(2);
    }

    @Test
    void saysWhatItCannotDo() throws Exception {
        try (FileChannel channel = newFile()) {
            assertThatThrownBy(() -> alice.capture("vde1", channel))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("vde1", "[vde0]");
            alice.close();
            assertThatThrownBy(() -> alice.capture("vde0", channel))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("alice");
            assertThat(channel.isOpen()).as("it stays the caller's").isTrue();
        }
    }
}
