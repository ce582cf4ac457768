package net.vdestack.linux.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.api.FailedStack;
import net.vdestack.api.MacAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConfiguredStacksTest {
    private static final String BLUE = "net.vdestack.stack~blue";

    private final FakeConfigurations configurations = new FakeConfigurations();
    private final FakeStacks live = new FakeStacks();
    /** What others see, and when. */
    private final List<String> published = live.calls;
    /** What is to be done on other threads. */
    private final Queue<Runnable> later = new ArrayDeque<>();

    private final ConfiguredStacks stacks = new ConfiguredStacks(
            live, live::create, live::restore, new StackStore(configurations.admin()), Shown::new, later::add);

    private final class Shown implements Publication {
        private final NetworkStack stack;
        private boolean withdrawn;

        Shown(NetworkStack stack) {
            this.stack = stack;
        }

        @Override
        public void refresh() {
            if (!withdrawn) {
                published.add("show " + stack.name());
            }
        }

        @Override
        public void withdraw() {
            withdrawn = true;
            published.add("withdraw " + stack.name());
        }

        @Override
        public void forget() {
            published.add("forget " + stack.name());
        }
    }

    private static StackSpec.Builder blue() {
        return StackSpec.builder().name("blue").link("vde0", "lan://a");
    }

    private static StackSpec blue(String config) {
        return blue().config(config).build();
    }

    private void doWhatIsLeft() {
        for (Runnable next = later.poll(); next != null; next = later.poll()) {
            next.run();
        }
    }

    /** As the configuration admin tells of changes, ours among them. */
    private void hearOfChanges() {
        configurations.whenChanged = pid -> StackStore.name(pid).ifPresent(stacks::reconcileLater);
    }

    private String stored(String property) {
        return (String) configurations.stored.get(BLUE).get(property);
    }

    @Test
    void aStackIsCreatedThenStoredThenShown() throws Exception {
        NetworkStack stack = stacks.create(blue("ip=10.0.0.1/24"));

        assertThat(stack).isSameAs(live.find("blue").orElseThrow());
        assertThat(stored("network")).isEqualTo("lan://a");
        assertThat(stored("config")).isEqualTo("ip=10.0.0.1/24");
        assertThat(live.calls).containsExactly("create blue", "show blue");
        assertThat(stacks.find("blue")).containsSame(stack);
        assertThat(stacks.stacks()).containsExactly(stack);
    }

    @Test
    void anEphemeralStackIsNotStored() throws Exception {
        stacks.create(blue().ephemeral().build());

        assertThat(configurations.stored).isEmpty();
        assertThat(live.calls).containsExactly("create blue", "show blue");
    }

    @Test
    void aStackThatCannotBeCreatedLeavesNothing() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> stacks.create(blue().commands("false").build()))
                .withMessage("command 'false' failed");

        assertThat(configurations.stored).isEmpty();
        assertThat(live.calls).containsExactly("create blue");
    }

    @Test
    void aStackThatCannotBeStoredIsClosed() {
        configurations.full = true;

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> stacks.create(blue("")))
                .withMessage("stack blue cannot be stored: no space left on device");
        assertThat(live.calls).containsExactly("create blue", "close blue");
        assertThat(stacks.find("blue")).isEmpty();
    }

    @Test
    void aNameIsGivenOnce() throws Exception {
        stacks.create(blue("").withConfig("a"));

        assertThatIllegalStateException()
                .isThrownBy(() -> stacks.create(blue("b")))
                .withMessageContaining("a stack named blue exists");
        assertThat(live.calls).containsExactly("create blue", "show blue");
    }

    @Test
    void aNameThatIsConfiguredIsTakenAndTheReasonWhyItDoesNotRunIsTold() throws Exception {
        configurations.put(BLUE, Map.of("commands", "false"));
        assertThatIllegalStateException()
                .isThrownBy(() -> stacks.create(blue("")))
                .withMessageContaining("configured, but not running: it is about to start");

        stacks.start(() -> {});
        doWhatIsLeft();

        assertThatIllegalStateException()
                .isThrownBy(() -> stacks.create(blue("")))
                .withMessageContaining("configured, but not running: command 'false' failed");
        assertThat(stacks.find("blue")).isEmpty();
    }

    @Test
    void aSwapAndAConfigurationAreStoredAndShown() throws Exception {
        NetworkStack stack = stacks.create(blue(""));

        stacks.change(stack, each -> each.connect("vde0", "lan://b"));
        stacks.change(stack, each -> each.configure("ip=10.0.0.9/24"));

        assertThat(stored("network")).isEqualTo("lan://b");
        assertThat(stored("config")).isEqualTo("ip=10.0.0.9/24");
        assertThat(published).containsExactly("create blue", "show blue", "show blue", "show blue");
    }

    @Test
    void aSwapThatFailsIsNotStored() throws Exception {
        NetworkStack stack = stacks.create(blue(""));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> stacks.change(stack, each -> each.connect("vde0", "no://")))
                .withMessage("no such network");
        assertThat(stored("network")).isEqualTo("lan://a");
    }

    @Test
    void aChangeThatCannotBeStoredIsUndone() throws Exception {
        NetworkStack stack = stacks.create(blue("a"));
        StackSpec before = stack.spec();
        configurations.full = true;

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> stacks.change(stack, each -> each.connect("vde0", "lan://b")))
                .withMessage("stack blue is as before, since the change cannot be stored: no space left on device");
        assertThat(stack.spec()).isEqualTo(before);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> stacks.update(blue("b")))
                .withMessage("stack blue is as before, since the change cannot be stored: no space left on device");
        assertThat(stack.spec()).isEqualTo(before);
    }

    @Test
    void aChangeThatCanNeitherBeStoredNorUndoneIsToldToHaveBeenMade() throws Exception {
        NetworkStack stack = stacks.create(blue(""));
        configurations.full = true;

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> stacks.change(stack, each -> {
                    each.connect("vde0", "lan://b");
                    live.refusal = "no such network";
                }))
                .withMessage("stack blue is changed, but the change cannot be stored: no space left on device;"
                        + " nor be undone: no such network");
        assertThat(stack.spec().links().get(0).network()).isEqualTo("lan://b");
    }

    @Test
    void aStackThatWasDeletedIsNotChangedThoughAnotherHasItsName() throws Exception {
        NetworkStack former = stacks.create(blue(""));
        stacks.delete("blue");
        stacks.create(blue(""));

        assertThatIllegalStateException()
                .isThrownBy(() -> stacks.change(former, each -> each.configure("ip=10.0.0.9/24")))
                .withMessage("stack blue is closed");
    }

    @Test
    void anUpdateIsStored() throws Exception {
        NetworkStack stack = stacks.create(blue(""));

        assertThat(stacks.update(blue("ip=10.0.0.2/24"))).isSameAs(stack);

        assertThat(stored("config")).isEqualTo("ip=10.0.0.2/24");
    }

    @Test
    void anUnderlayThatComesLaterIsTakenThen() throws Exception {
        hearOfChanges();
        NetworkStack stack = stacks.create(blue(""));
        configurations.put(BLUE, Map.of("network", "lan://a", "underlay", "green"));
        doWhatIsLeft();
        assertThat(stack.spec().underlay()).isEmpty();

        stacks.create(StackSpec.builder().name("green").build());
        doWhatIsLeft();

        assertThat(stack.spec().underlay()).contains("green");
    }

    @Test
    void anUpdateStoresAStackThatWasEphemeralAndTheOtherWayRound() throws Exception {
        stacks.create(blue().ephemeral().build());

        stacks.update(blue(""));
        assertThat(configurations.stored).containsOnlyKeys(BLUE);

        stacks.update(blue().ephemeral().build());
        assertThat(configurations.stored).isEmpty();
    }

    @Test
    void anUpdateTriesAgainWhatCouldNotBeStarted() throws Exception {
        configurations.put(BLUE, Map.of("commands", "false"));
        stacks.start(() -> {});
        doWhatIsLeft();

        NetworkStack stack = stacks.update(blue("ip=10.0.0.2/24"));

        assertThat(stacks.find("blue")).containsSame(stack);
        assertThat(stored("config")).isEqualTo("ip=10.0.0.2/24");
        assertThat(configurations.stored.get(BLUE)).doesNotContainKey("commands");
    }

    @Test
    void thereIsNothingToUpdateWithoutAStack() {
        assertThatIllegalStateException()
                .isThrownBy(() -> stacks.update(blue("")))
                .withMessage("there is no stack named blue: create it");
    }

    @Test
    void aStackIsWithdrawnBeforeItIsClosedAndItsConfigurationGoes() throws Exception {
        stacks.create(blue(""));
        live.calls.clear();

        assertThat(stacks.delete("blue")).isTrue();

        assertThat(live.calls).containsExactly("withdraw blue", "close blue", "forget blue");
        assertThat(configurations.stored).isEmpty();
        assertThat(stacks.delete("blue")).isFalse();
    }

    @Test
    void whatCouldNotBeStartedCanBeDeleted() throws Exception {
        configurations.put(BLUE, Map.of("commands", "false"));
        stacks.start(() -> {});
        doWhatIsLeft();

        assertThat(stacks.delete("blue")).isTrue();

        assertThat(configurations.stored).isEmpty();
        stacks.create(blue(""));
    }

    @Test
    void aStackWhoseConfigurationCannotBeDeletedStays() throws Exception {
        NetworkStack stack = stacks.create(blue(""));
        configurations.full = true;

        assertThatThrownBy(() -> stacks.delete("blue"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("stack blue cannot be deleted: no space left on device");
        assertThat(stack.state()).isEqualTo(StackState.UP);
    }

    @Test
    void ourOwnWritesChangeNothing() throws Exception {
        hearOfChanges();

        NetworkStack stack = stacks.create(blue("ip=10.0.0.1/24"));
        stacks.change(stack, each -> each.connect("vde0", "lan://b"));
        stacks.update(StackSpec.builder()
                .name("blue")
                .link("vde0", "lan://c")
                .link("vde1", "lan://d", FakeDevice.MAC, 1400)
                .config("iface=vde1,ip=10.0.0.1/24")
                .commands("ip route")
                .label("tenant", "acme")
                .build());
        doWhatIsLeft();

        assertThat(live.calls).containsOnlyOnce("create blue", "update blue").doesNotContain("restore blue");
        stacks.delete("blue");
        doWhatIsLeft();
        assertThat(live.calls).doesNotContain("restore blue").containsOnlyOnce("close blue");
        assertThat(configurations.writes).hasSize(3);
    }

    @Test
    void whatOthersWriteTakesEffect() throws Exception {
        hearOfChanges();

        configurations.put(BLUE, Map.of("network", "lan://a"));
        doWhatIsLeft();
        NetworkStack stack = stacks.find("blue").orElseThrow();
        assertThat(live.calls).containsExactly("restore blue", "show blue");

        configurations.put(BLUE, Map.of("network", "lan://b", "labels", "{\"tenant\":\"acme\"}"));
        doWhatIsLeft();
        assertThat(stack.spec().labels()).containsEntry("tenant", "acme");
        assertThat(live.calls).endsWith("update blue", "show blue");

        configurations.delete(BLUE);
        doWhatIsLeft();
        assertThat(live.calls).endsWith("withdraw blue", "close blue", "forget blue");
    }

    @Test
    void anEphemeralStackNeedsNoConfiguration() throws Exception {
        stacks.create(blue().ephemeral().build());

        stacks.reconcileLater("blue");
        doWhatIsLeft();

        assertThat(stacks.find("blue")).isPresent();
    }

    @Test
    void aConfigurationThatIsNoGoodLeavesTheStackAsItIs() throws Exception {
        hearOfChanges();
        NetworkStack stack = stacks.create(blue(""));
        StackSpec before = stack.spec();

        configurations.put(BLUE, Map.of("netwrok", "lan://b"));
        doWhatIsLeft();
        configurations.put(BLUE, Map.of("commands", "false"));
        doWhatIsLeft();

        assertThat(stack.state()).isEqualTo(StackState.UP);
        assertThat(stack.spec()).isEqualTo(before);

        configurations.put(BLUE, Map.of("network", "lan://b"));
        doWhatIsLeft();
        assertThat(stack.spec().links().get(0).network()).isEqualTo("lan://b");
    }

    @Test
    void aStackThatIsToLiveInAnotherNamespaceIsMadeAnew() throws Exception {
        hearOfChanges();
        stacks.create(blue(""));

        configurations.put(BLUE, Map.of("network", "lan://a", "netns", "/run/netns/blue"));
        doWhatIsLeft();

        assertThat(live.calls)
                .containsSubsequence("withdraw blue", "close blue", "restore blue", "show blue")
                .doesNotContain("update blue");
        assertThat(stacks.find("blue").orElseThrow().spec().netns()).contains(Path.of("/run/netns/blue"));
    }

    @Test
    void aConfigurationThatComesBackWhileTheStackIsEndingBringsItBack() throws Exception {
        hearOfChanges();
        stacks.create(blue(""));
        doWhatIsLeft();

        configurations.delete(BLUE);
        // noticed by the first task, overtaken by the second
        configurations.put(BLUE, Map.of("network", "lan://z"));
        doWhatIsLeft();

        assertThat(stacks.find("blue").orElseThrow().spec().links().get(0).network())
                .isEqualTo("lan://z");
    }

    @Test
    void allThatIsConfiguredIsStartedAndWhatFailsIsLeftOut() throws Exception {
        configurations.put(BLUE, Map.of("network", "lan://a"));
        configurations.put("net.vdestack.stack~red", Map.of("commands", "false"));
        configurations.put("net.vdestack.stack~green", Map.of("netwrok", "lan://a"));
        configurations.put("net.vdestack.stack~Odd", Map.of());
        configurations.put("net.vdestack.other~white", Map.of());
        AtomicInteger tried = new AtomicInteger();

        stacks.start(tried::incrementAndGet);
        assertThat(tried).hasValue(0);
        doWhatIsLeft();

        assertThat(tried).hasValue(1);
        assertThat(stacks.stacks()).extracting(NetworkStack::name).containsExactly("blue");
        assertThat(live.calls).containsExactlyInAnyOrder("restore blue", "show blue", "restore red");
    }

    @Test
    void allIsTriedWhenNothingIsConfigured() throws Exception {
        AtomicInteger tried = new AtomicInteger();

        stacks.start(tried::incrementAndGet);

        assertThat(tried).hasValue(1);
    }

    @Test
    void oneSlowStackDoesNotHoldUpTheOthers() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(2);
        List<String> restored = new CopyOnWriteArrayList<>();
        ConfiguredStacks parallel = new ConfiguredStacks(
                live,
                live::create,
                (spec, identity) -> {
                    if (spec.name().equals("blue")) {
                        await(slow);
                    }
                    restored.add(spec.name());
                    NetworkStack stack = live.restore(spec, identity);
                    others.countDown();
                    return stack;
                },
                new StackStore(configurations.admin()),
                Shown::new,
                threads);
        configurations.put(BLUE, Map.of());
        configurations.put("net.vdestack.stack~red", Map.of());
        configurations.put("net.vdestack.stack~green", Map.of());
        CountDownLatch tried = new CountDownLatch(1);

        parallel.start(tried::countDown);
        others.await();
        assertThat(restored).containsExactlyInAnyOrder("red", "green");
        assertThat(tried.getCount()).isOne();
        // whoever wants the slow one waits for it
        Future<?> second = threads.submit(() -> parallel.create(blue("")));
        slow.countDown();

        tried.await();
        assertThat(second).failsWithin(Duration.ofSeconds(20));
        assertThat(parallel.find("blue")).isPresent();
        threads.shutdownNow();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void whatOthersHaveChangedAndWeHaveYetToHearOfIsKept() throws Exception {
        NetworkStack stack = stacks.create(blue(""));
        configurations.put(BLUE, Map.of("network", "lan://b", "labels", "{\"tenant\":\"acme\"}"));

        stacks.change(stack, each -> each.configure("ip=10.0.0.9/24"));

        assertThat(stack.spec().links().get(0).network()).isEqualTo("lan://b");
        assertThat(stored("network")).isEqualTo("lan://b");
        assertThat(stored("labels")).contains("acme");
        assertThat(stored("config")).isEqualTo("ip=10.0.0.9/24");
    }

    @Test
    void whatOthersHaveDeletedDoesNotComeBackWithAChange() throws Exception {
        for (ConfiguredStacks.Change change : List.<ConfiguredStacks.Change>of(
                each -> stacks.change(each, same -> same.configure("ip=10.0.0.9/24")),
                each -> stacks.update(blue("ip=10.0.0.9/24")))) {
            NetworkStack stack = stacks.create(blue(""));
            configurations.delete(BLUE);

            assertThatIllegalStateException()
                    .isThrownBy(() -> change.apply(stack))
                    .withMessage("stack blue is being deleted");

            assertThat(configurations.stored).isEmpty();
            assertThat(live.calls).endsWith("withdraw blue", "close blue", "forget blue");
            assertThat(stacks.find("blue")).isEmpty();
        }
    }

    @Test
    void whatOthersHaveConfiguredIsNotOverwrittenThoughItIsNoGood() throws Exception {
        NetworkStack stack = stacks.create(blue(""));

        for (Map<String, Object> bad :
                List.<Map<String, Object>>of(Map.of("commands", "false"), Map.of("netwrok", ""))) {
            configurations.put(BLUE, bad);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> stacks.change(stack, each -> each.configure("ip=10.0.0.9/24")))
                    .withMessageStartingWith("stack blue is not as configured, and cannot be changed before it is: ");
            assertThat(configurations.stored.get(BLUE)).containsAllEntriesOf(bad);
        }
        assertThat(stack.spec()).isEqualTo(blue(""));

        stacks.update(blue("ip=10.0.0.2/24"));
        assertThat(stored("config")).isEqualTo("ip=10.0.0.2/24");
    }

    @Test
    void aChangeThatDoesNotEndIsEndedByTheDeletion() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        NetworkStack stack = stacks.create(blue(""));
        CountDownLatch changing = new CountDownLatch(1);
        Future<?> change = threads.submit(() -> {
            stacks.change(stack, each -> {
                changing.countDown();
                while (each.state() != StackState.STOPPING) {
                    Thread.onSpinWait();
                }
            });
            return null;
        });
        changing.await();

        assertThat(stacks.delete("blue")).isTrue();

        assertThat(change)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("stack blue is being deleted");
        assertThat(configurations.stored).isEmpty();
        threads.shutdownNow();
    }

    @Test
    void aStackThatIsMadeDuringTheEndIsNotShown() throws Exception {
        configurations.whenChanged = pid -> stacks.stop();

        stacks.create(blue(""));

        assertThat(live.calls).containsExactly("create blue", "withdraw blue");
    }

    @Test
    void afterTheEndNothingIsDone() throws Exception {
        hearOfChanges();
        stacks.create(blue(""));
        doWhatIsLeft();
        live.calls.clear();

        stacks.stop();
        configurations.delete(BLUE);
        doWhatIsLeft();

        assertThat(live.calls).containsExactly("withdraw blue");
    }

    /** The platform is started once more, with what is stored. */
    private ConfiguredStacks restart() throws Exception {
        FakeStacks others = new FakeStacks();
        ConfiguredStacks again = new ConfiguredStacks(
                others,
                others::create,
                others::restore,
                new StackStore(configurations.admin()),
                Shown::new,
                later::add);
        again.start(() -> {});
        doWhatIsLeft();
        return again;
    }

    private static MacAddress mac(NetworkStack stack) throws IOException {
        return stack.links().get(0).mac();
    }

    @Test
    void aStackKeepsWhatTellsItFromOthers() throws Exception {
        NetworkStack stack = stacks.create(blue(""));
        UUID uid = stack.uid();
        MacAddress mac = mac(stack);

        NetworkStack updated = stacks.update(blue("ip=10.0.0.2/24"));
        NetworkStack restarted = restart().find("blue").orElseThrow();

        assertThat(updated.uid()).isEqualTo(uid);
        assertThat(restarted.uid()).isEqualTo(uid);
        assertThat(restarted.createdAt()).isEqualTo(stack.createdAt());
        assertThat(mac(restarted)).isEqualTo(mac);

        stacks.delete("blue");
        assertThat(stacks.create(blue("")).uid()).isNotEqualTo(uid);
    }

    @Test
    void onlyAddressesThatWereNotGivenAreKept() throws Exception {
        stacks.create(StackSpec.builder()
                .name("blue")
                .link("vde0", "lan://a", FakeDevice.MAC, 0)
                .link("vde1", "lan://b")
                .build());

        assertThat(stored("macs")).contains("vde1").doesNotContain("vde0");
    }

    @Test
    void aConfigurationMadeByHandIsGivenAnIdentityOnce() throws Exception {
        hearOfChanges();
        configurations.put(BLUE, Map.of("network", "lan://a", "other.property", "x"));
        doWhatIsLeft();

        NetworkStack stack = stacks.find("blue").orElseThrow();
        assertThat(stored("uid")).isEqualTo(stack.uid().toString());
        assertThat(stored("created")).isEqualTo(stack.createdAt().toString());
        assertThat(stored("macs")).contains(mac(stack).toString());
        assertThat(stored("other.property")).isEqualTo("x");
        assertThat(configurations.writes).hasSize(2);
        assertThat(live.calls).containsExactly("restore blue", "show blue");
    }

    @Test
    void theIdentityOfARunningStackIsNotForOthersToChange() throws Exception {
        hearOfChanges();
        NetworkStack stack = stacks.create(blue(""));
        doWhatIsLeft();

        configurations.put(BLUE, Map.of("network", "lan://b", "uid", "x"));
        doWhatIsLeft();

        assertThat(stored("uid")).isEqualTo(stack.uid().toString());
        assertThat(stored("network")).isEqualTo("lan://b");
        assertThat(configurations.writes).hasSize(3);
    }

    @Test
    void aStackIsOfUseThoughItsIdentityCannotBeStored() throws Exception {
        configurations.put(BLUE, Map.of("network", "lan://a"));
        configurations.full = true;

        stacks.start(() -> {});
        doWhatIsLeft();

        assertThat(live.calls).containsExactly("restore blue", "show blue");
    }

    @Test
    void whatCouldNotBeStartedIsTold() throws Exception {
        hearOfChanges();
        configurations.put(BLUE, Map.of("network", "lan://a", "commands", "false"));
        configurations.put("net.vdestack.stack~Odd", Map.of());
        doWhatIsLeft();

        assertThat(stacks.failures()).hasSize(2);
        FailedStack odd = stacks.failures().get(0);
        assertThat(odd.name()).isEqualTo("Odd");
        assertThat(odd.spec()).isEmpty();
        assertThat(odd.error()).contains("stack name 'Odd'");
        FailedStack failed = stacks.failures().get(1);
        assertThat(failed.name()).isEqualTo("blue");
        assertThat(failed.error()).isEqualTo("command 'false' failed");
        assertThat(failed.spec()).contains(blue().commands("false").build());
        assertThat(stored("uid")).isEqualTo(failed.uid().toString());
        assertThat(live.calls).containsExactly("restore blue");

        NetworkStack stack = stacks.update(blue(""));
        assertThat(stack.uid()).isEqualTo(failed.uid());
        assertThat(stack.createdAt()).isEqualTo(failed.createdAt());
        assertThat(stacks.delete("Odd")).isTrue();
        assertThat(stacks.failures()).isEmpty();
    }

    @Test
    void whatCouldNotBeStartedIsTriedAgainWhenItIsConfiguredAnew() throws Exception {
        hearOfChanges();
        configurations.put(BLUE, Map.of("commands", "false"));
        doWhatIsLeft();

        configurations.put(BLUE, Map.of("commands", "false"));
        doWhatIsLeft();

        assertThat(live.calls).containsExactly("restore blue", "restore blue");
    }

    @Test
    void aTryThatFailsChangesNothing() throws Exception {
        configurations.put(BLUE, Map.of("commands", "false"));
        stacks.start(() -> {});
        doWhatIsLeft();
        Map<String, Object> before = configurations.stored.get(BLUE);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> stacks.update(blue().commands("false").build()));

        assertThat(configurations.stored.get(BLUE)).isEqualTo(before);
        assertThat(stacks.failures()).extracting(FailedStack::name).containsExactly("blue");
    }
}
