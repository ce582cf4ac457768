package net.vdestack.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import net.vdestack.api.InvalidSpecException;
import net.vdestack.api.StackSpec;
import net.vdestack.api.configuration.StackDocuments;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class StackCommandsTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final StackCommands commands = new StackCommands(registry, new FakeDocuments());

    /** A document of which all that is understood is that there is one. */
    private static final class FakeDocuments implements StackDocuments {
        @Override
        public StackSpec read(String json) {
            if (json.contains("bad")) {
                throw InvalidSpecException.at("/links", "is bad:\nno good", null);
            }
            return StackSpec.builder()
                    .name("document")
                    .link("a0", "lan://a")
                    .link("a1", "lan://b")
                    .build();
        }

        @Override
        public StackSpec read(String json, String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String write(StackSpec spec) {
            throw new UnsupportedOperationException();
        }
    }

    private String create(String... words) throws CommandException {
        return commands.create("", false, words);
    }

    private StackSpec spec(String name) {
        return registry.find(name).orElseThrow().spec();
    }

    private static void assertFails(String message, ThrowingCallable command) {
        assertThatExceptionOfType(CommandException.class).isThrownBy(command).withMessage("%s", message);
    }

    @Test
    void createsFromANameANetworkAndAConfiguration() throws Exception {
        assertThat(commands.create("eth,ip=10.0.0.1/24", true, "blue", "lan://demo"))
                .isEqualTo("""
                NAME  STATE  NETWORKS    ADDRESSES    ERROR
                blue  UP     lan://demo  10.0.0.1/24""");
        assertThat(spec("blue"))
                .isEqualTo(StackSpec.builder()
                        .name("blue")
                        .link("vde0", "lan://demo")
                        .config("eth,ip=10.0.0.1/24")
                        .ephemeral()
                        .build());

        create("green", "lan://demo", "eth,ip=10.0.0.2/24");

        assertThat(spec("green").config()).isEqualTo("eth,ip=10.0.0.2/24");
        assertThat(spec("green").ephemeral()).isFalse();
    }

    @Test
    void createsWithLoopbackAlone() throws Exception {
        assertThat(create("blue")).endsWith("\nblue  UP     -         -");
        assertThat(spec("blue").links()).isEmpty();
    }

    @Test
    void createsFromADocument() throws Exception {
        create(" {\"any\":1}");

        assertThat(spec("document").links()).hasSize(2);
    }

    @Test
    void saysWhatIsWrongWithAStackInOneLine() {
        assertFails("is bad: no good", () -> create("{\"bad\":1}"));
        assertFails(
                "stack name 'Blue': must be 1 to 63 of a-z, 0-9 and -, not beginning or ending with -",
                () -> create("Blue"));
        assertFails(
                "unknown option '--confg': there are --config CONFIG and --ephemeral",
                () -> create("--confg", "x", "blue"));
        assertThat(registry.stacks()).isEmpty();
    }

    @Test
    void doesNotCreateFromADocumentAndOptions() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> commands.create("", true, "{}"))
                .withMessageContaining("leave out the options");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> commands.create("eth", false, "{}"))
                .withMessageContaining("leave out the options");
    }

    @Test
    void tellsTheUsageIfTheNumberOfWordsIsWrong() {
        assertFails("usage: stack:list", () -> commands.list("x"));
        assertFails("usage: stack:show NAME", commands::show);
        assertFails("usage: stack:delete NAME", () -> commands.delete("a", "b"));
        assertFails("usage: stack:run NAME 'COMMANDS'", () -> commands.run("a"));
        assertFails("usage: stack:swap NAME [LINK] NETWORK", () -> commands.swap("a"));
        assertFails("usage: stack:stats [NAME]", () -> commands.stats("a", "b"));
        for (String[] words : new String[][] {{}, {"a", "b", "c", "d"}}) {
            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(() -> create(words))
                    .withMessageStartingWith("usage: stack:create ");
        }
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> commands.create("eth", false, "a", "b", "c"))
                .withMessageStartingWith("usage: stack:create ");
    }

    @Test
    void listsWhatIsUpAndWhatHasFailedByName() throws Exception {
        create("green", "lan://demo");
        create("blue");
        registry.fail(
                "cyan",
                Optional.of(
                        StackSpec.builder().name("cyan").link("vde0", "cmd://x").build()),
                "no\nway");

        assertThat(commands.list()).isEqualTo("""
                NAME   STATE   NETWORKS    ADDRESSES    ERROR
                blue   UP      -           -
                cyan   FAILED  cmd://x     -            no way
                green  UP      lan://demo  10.0.0.1/24""");
    }

    @Test
    void showsAStack() throws Exception {
        create("blue", "lan://demo", "eth,ip=10.0.0.1/24");

        assertThat(commands.show("blue")).isEqualTo("""
                name     blue
                uid      9f0c1c1e-6a0e-4c59-8b2a-0d6c6d2a7a11
                state    UP
                created  2026-01-02T03:04:05Z
                stored   yes
                config   eth,ip=10.0.0.1/24

                LINK  NETWORK     STATE      SINCE                 MTU   MAC                ADDRESSES               ERROR
                vde0  lan://demo  CONNECTED  2026-01-02T03:04:05Z  1500  00:00:00:00:00:02  10.0.0.1/24 fe80::1/64

                DESTINATION  GATEWAY     LINK  METRIC
                0.0.0.0/0    10.0.0.254  vde0  0""");
    }

    @Test
    void showsAStackThatHasFailed() throws Exception {
        registry.fail(
                "cyan",
                Optional.of(StackSpec.builder()
                        .name("cyan")
                        .link("vde0", "lan://x")
                        .label("tenant", "acme")
                        .label("stage", "test")
                        .build()),
                "no way");
        registry.fail("odd", Optional.empty(), "not to be understood");

        assertThat(commands.show("cyan"))
                .contains("state    FAILED\n", "error    no way\n", "labels   stage=test tenant=acme\n")
                .endsWith("\n\nLINK  NETWORK\nvde0  lan://x");
        assertThat(commands.show("odd")).endsWith("\nerror    not to be understood");
    }

    @Test
    void tellsWhereAStackIsNot() {
        registry.fail("cyan", Optional.empty(), "no way");

        assertFails("there is no stack 'x': stack:list shows all", () -> commands.show("x"));
        assertFails("there is no stack 'x': stack:list shows all", () -> commands.stats("x"));
        assertFails("there is no stack 'x': stack:list shows all", () -> commands.delete("x"));
        assertFails(
                "stack 'cyan' could not be started: no way. 'stack:delete cyan' forgets it",
                () -> commands.swap("cyan", "lan://x"));
    }

    @Test
    void deletesWhatIsUpAndWhatHasFailed() throws Exception {
        create("blue");
        registry.fail("cyan", Optional.empty(), "no way");

        commands.delete("blue");
        commands.delete("cyan");

        assertThat(commands.list().lines()).hasSize(1);
    }

    @Test
    void swapsTheOnlyLinkOrTheOneThatIsNamed() throws Exception {
        create("blue", "lan://demo");
        create("{}");

        assertThat(commands.swap("blue", "lan://other")).contains("blue  UP     lan://other  ");
        assertThat(commands.swap("document", "a1", "lan://other")).contains("lan://a lan://other  ");
        assertFails(
                "stack 'document' has the links a0, a1: say which, stack:swap document LINK NETWORK",
                () -> commands.swap("document", "lan://x"));
        assertFails("stack document has no link 'a2'", () -> commands.swap("document", "a2", "lan://x"));
        create("lonely");
        assertFails("stack 'lonely' has no link", () -> commands.swap("lonely", "lan://x"));
    }

    @Test
    void countsAllOrOne() throws Exception {
        create("blue", "lan://demo");
        create("lonely");

        assertThat(commands.stats()).isEqualTo("""
                STACK   LINK  SCHEME  RX-FRAMES  RX-BYTES  TX-FRAMES  TX-BYTES  DROPS     RECONNECTS  SWAPS
                blue    vde0  lan     1          2         3          4         noPeer=5  6           7
                lonely  -""");
        assertThat(commands.stats("blue")).endsWith("""
                6           7

                TCP-ESTABLISHED  TCP-LISTEN  UDP
                8                9           10""");
    }
}
