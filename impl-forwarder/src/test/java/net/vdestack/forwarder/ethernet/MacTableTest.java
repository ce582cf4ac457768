package net.vdestack.forwarder.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MacTableTest {
    private static final long EXPIRY = 1_000_000_000;
    private static final long MAC = 0x02_00_00_00_00_01L;

    private final MacTable<String> table = new MacTable<>(64, EXPIRY);

    @Test
    void knowsNothingAtFirst() {
        assertThat(table.find(MAC, 0)).isNull();
        assertThat(table.find(0, 0)).isNull();
    }

    @Test
    void findsWhereAnAddressWasSeen() {
        table.learn(MAC, "left", 0);
        table.learn(MAC + 1, "right", 0);

        assertThat(table.find(MAC, 1)).isEqualTo("left");
        assertThat(table.find(MAC + 1, 1)).isEqualTo("right");
        assertThat(table.find(MAC + 2, 1)).isNull();
    }

    @Test
    void anAddressMovesToWhereItWasSeenLast() {
        table.learn(MAC, "left", 0);
        table.learn(MAC, "right", 1);

        assertThat(table.find(MAC, 2)).isEqualTo("right");

        table.forget("right"::equals);
        assertThat(table.find(MAC, 2)).as("no trace of the place before").isNull();
    }

    @Test
    void forgetsAnAddressThatIsNotSeenForLong() {
        table.learn(MAC, "left", 5);

        assertThat(table.find(MAC, 5 + EXPIRY)).isEqualTo("left");
        assertThat(table.find(MAC, 5 + EXPIRY + 1)).isNull();
    }

    @Test
    void anAddressSeenAgainLivesOn() {
        table.learn(MAC, "left", 0);
        table.learn(MAC, "left", EXPIRY);

        assertThat(table.find(MAC, 2 * EXPIRY)).isEqualTo("left");
    }

    @Test
    void anExpiredAddressIsLearnedAnew() {
        table.learn(MAC, "left", 0);
        table.learn(MAC, "left", 3 * EXPIRY);

        assertThat(table.find(MAC, 3 * EXPIRY)).isEqualTo("left");
    }

    @Test
    void worksWhileTheClockPassesItsLargestNumber() {
        long late = Long.MAX_VALUE - 10;
        table.learn(MAC, "left", late);

        assertThat(table.find(MAC, late + 20)).isEqualTo("left");
        assertThat(table.find(MAC, late + EXPIRY + 1)).isNull();
    }

    @Test
    void aFullTableDisplacesTheAddressNotSeenForLongest() {
        MacTable<String> small = new MacTable<>(8, EXPIRY);
        for (int i = 0; i < 8; i++) {
            small.learn(MAC + i, "place " + i, i);
        }
        small.learn(MAC, "place 0", 200_000_000);

        small.learn(MAC + 8, "place 8", 200_000_001);

        assertThat(small.find(MAC + 1, 200_000_001)).isNull();
        assertThat(LongStream.of(0, 2, 3, 4, 5, 6, 7, 8).mapToObj(i -> small.find(MAC + i, 200_000_001)))
                .containsExactly(
                        "place 0", "place 2", "place 3", "place 4", "place 5", "place 6", "place 7", "place 8");
    }

    @Test
    void holdsMostOfAsManyAddressesAsItIsFor() {
        MacTable<String> large = new MacTable<>(4096, EXPIRY);
        long[] macs = new Random(7).longs(2048, 0, 1L << 48).toArray();
        for (long mac : macs) {
            large.learn(mac, "here", 0);
        }

        assertThat(LongStream.of(macs).filter(mac -> large.find(mac, 1) != null).count())
                .isGreaterThan(2030);
    }

    @Test
    void forgetsThePlacesThatMatchOnly() {
        for (int i = 0; i < 20; i++) {
            table.learn(MAC + i, i % 2 == 0 ? "even" : "odd", 0);
        }

        table.forget("even"::equals);

        for (int i = 0; i < 20; i++) {
            assertThat(table.find(MAC + i, 1)).isEqualTo(i % 2 == 0 ? null : "odd");
        }
    }

    @Test
    void losesNoAddressWhenTwoThreadsLearnAtOnce() throws Exception {
        int rounds = 20_000;
        MacTable<String> small = new MacTable<>(8, EXPIRY);
        AtomicInteger turn = new AtomicInteger();
        Thread other = new Thread(() -> {
            for (int round = 0; round < rounds; round++) {
                awaitTurn(turn, 2 * round + 1);
                for (int i = 0; i < 4; i++) {
                    small.learn(MAC + i, "left", 0);
                }
                turn.incrementAndGet();
            }
        });
        other.start();
        int lost = 0;
        for (int round = 0; round < rounds; round++) {
            turn.incrementAndGet();
            for (int i = 4; i < 8; i++) {
                small.learn(MAC + i, "right", 0);
            }
            awaitTurn(turn, 2 * round + 2);
            for (int i = 0; i < 8; i++) {
                lost += small.find(MAC + i, 0) == null ? 1 : 0;
            }
            small.forget(place -> true);
        }
        other.join();

        assertThat(lost).isZero();
    }

    private static void awaitTurn(AtomicInteger turn, int wanted) {
        while (turn.get() < wanted) {
            Thread.onSpinWait();
        }
    }
}
