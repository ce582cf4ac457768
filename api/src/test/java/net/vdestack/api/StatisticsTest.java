package net.vdestack.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatisticsTest {
    @ParameterizedTest
    @CsvSource({"OVERSIZE, oversize", "RUNT, runt", "QUEUE_FULL, queueFull", "NO_PEER, noPeer"})
    void reasonsHaveTheKeysPromised(DropReason reason, String key) {
        assertThat(reason.key()).isEqualTo(key);
    }

    @ParameterizedTest
    @EnumSource
    void keysAreTheNamesInCamelCase(DropReason reason) {
        assertThat(reason.key()).matches("[a-z]+([A-Z][a-z]+)*");
        assertThat(reason.key().replaceAll("([A-Z])", "_$1")).isEqualToIgnoringCase(reason.name());
    }

    @Test
    void linkCountsEveryReason() {
        LinkStatistics statistics = link(Map.of(DropReason.RUNT, 3L));

        assertThat(statistics.drops()).containsOnlyKeys(DropReason.values()).containsEntry(DropReason.RUNT, 3L);
        assertThat(Arrays.stream(DropReason.values()).filter(reason -> reason != DropReason.RUNT))
                .allSatisfy(reason -> assertThat(statistics.drops()).containsEntry(reason, 0L));
    }

    @Test
    void linkKeepsCountsOfItsOwn() {
        Map<DropReason, Long> drops = new HashMap<>();
        LinkStatistics statistics = link(drops);

        drops.put(DropReason.RUNT, 3L);

        assertThat(statistics.drops()).containsEntry(DropReason.RUNT, 0L);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> statistics.drops().put(DropReason.RUNT, 3L));
    }

    @Test
    void stackKeepsAListOfItsOwn() {
        List<LinkStatistics> links = new ArrayList<>(List.of(link(Map.of())));
        StackStatistics statistics = new StackStatistics("blue", Instant.EPOCH, links, new SocketCounts(0, 0, 0));

        links.clear();

        assertThat(statistics.links()).hasSize(1);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> statistics.links().clear());
    }

    private static LinkStatistics link(Map<DropReason, Long> drops) {
        return new LinkStatistics("vde0", "lan", 1, 2, 3, 4, drops, 5, 6);
    }
}
