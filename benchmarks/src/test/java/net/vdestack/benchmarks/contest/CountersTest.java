package net.vdestack.benchmarks.contest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CountersTest {
    @Test
    void retransmitsAndWrongChecksumsOfTcp() {
        TcpCounters counters = TcpCounters.parse("""
                Ip: Forwarding DefaultTTL
                Ip: 1 64
                Tcp: RtoAlgorithm RetransSegs InErrs OutRsts InCsumErrors
                Tcp: 1 17 0 4 3
                Udp: InDatagrams InCsumErrors
                Udp: 5 9
                """);
        assertThat(counters).isEqualTo(new TcpCounters(17, 3));
        assertThat(counters.since(new TcpCounters(10, 3))).isEqualTo(new TcpCounters(7, 0));
    }

    @Test
    void timeOfAProcessWhateverItsName() {
        assertThat(CpuTime.ticks("7 (a) b (c) S 1 7 7 0 -1 4194304 10 20 30 40 123 45 6 7 20 0 1 0"))
                .isEqualTo(168);
    }

    @Test
    void timeOfTheMachineWithoutIdleness() {
        // user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice
        assertThat(CpuTime.busyTicks("cpu  100 20 30 4000 500 6 7 80 9 1")).isEqualTo(163);
    }

    @Test
    void timeOfThisProcessGrows() {
        List<ProcessHandle> self = List.of(ProcessHandle.current());
        assertThat(CpuTime.seconds(self)).isPositive();
    }
}
