package net.vdestack.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.StackRegistry;
import net.vdestack.itests.platform.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The commands {@code stack:…}, as lines of a Gogo session. */
@Timeout(120)
@ExtendWith(SharedPlatform.class)
class ConsoleCommandsIT {
    @Test
    void aStackIsCreatedShownSwappedCountedAndDeleted(Platform platform) throws Exception {
        platform.run(inside -> {
            try (GogoSession console = GogoSession.open(inside)) {
                assertThat(console.execute("stack:create --config 'eth,ip=10.0.0.1/24' blue lan://console"))
                        .isEqualTo("""
                                NAME  STATE  NETWORKS       ADDRESSES    ERROR
                                blue  UP     lan://console  10.0.0.1/24""");
                assertThat(console.execute("stack:list")).contains("blue  UP     lan://console  10.0.0.1/24");
                assertThat(console.execute("stack:show blue"))
                        .contains("stored   yes", "config   eth,ip=10.0.0.1/24", "lan://console  CONNECTED")
                        .contains("10.0.0.0/24  -        vde0  0");
                assertThat(console.execute("stack:swap blue lan://other")).contains("lan://other");
                assertThat(console.execute("stack:stats blue")).matches("(?s).*\nblue +vde0 +lan .* 1\n\nTCP-.*");

                assertThat(console.execute("stack:delete blue")).isEmpty();

                assertThat(inside.service(StackRegistry.class).stacks()).isEmpty();
                assertThat(console.execute("stack:list")).doesNotContain("blue");
            }
        });
    }

    @Test
    void aStackIsStoredUnlessItIsEphemeral(Platform platform) throws Exception {
        platform.run(inside -> {
            try (GogoSession console = GogoSession.open(inside)) {
                console.execute("stack:create blue lan://console 'eth,ip=10.0.0.1/24'");
                console.execute("stack:create --ephemeral green");
                console.execute("stack:create '{\"name\":\"red\",\"labels\":{\"tenant\":\"acme\"}}'");

                assertThat(inside.service(ConfigurationAdmin.class)
                                .listConfigurations("(service.factoryPid=net.vdestack.stack)"))
                        .extracting(Configuration::getPid)
                        .containsExactlyInAnyOrder("net.vdestack.stack~blue", "net.vdestack.stack~red");
                assertThat(console.execute("stack:show red")).contains("labels   tenant=acme");
            }
        });
    }

    @Test
    void outputGoesThroughPipes(Platform platform) throws Exception {
        platform.run(inside -> {
            try (GogoSession console = GogoSession.open(inside)) {
                console.execute("stack:create blue");
                console.execute("stack:create green");

                assertThat(console.execute("stack:list | grep blue").lines().findFirst())
                        .contains("blue   UP     -         -");
                assertThat(console.execute("stack:run blue 'echo one; echo two' | grep two")
                                .lines()
                                .findFirst())
                        .contains("two");
            }
        });
    }

    @Test
    void commandsRunInTheStackUntilOneFails(Platform platform) throws Exception {
        platform.run(inside -> {
            try (GogoSession console = GogoSession.open(inside)) {
                console.execute("stack:create --config 'eth,ip=10.0.0.1/24' blue lan://console");

                assertThat(console.execute("stack:run blue 'ip -o addr show dev vde0; ip route'"))
                        .contains("inet 10.0.0.1/24", "10.0.0.0/24 dev vde0");
                assertThat(console.execute("stack:run blue echo -n word 1")).isEqualTo("word 1");
                assertThatThrownBy(() -> console.execute("stack:run blue 'echo a; sh -c \"exit 3\"; echo b'"))
                        .hasMessage("'sh -c exit 3' ended with exit code 3");
                assertThat(console.seen()).isEqualTo("a\n");
                assertThatThrownBy(() -> console.execute("stack:run blue no-such-command"))
                        .hasMessage("'no-such-command' ended with exit code 127");
                assertThat(console.seen()).startsWith("no-such-command: not found");
                assertThat(console.execute("try { stack:run blue false } { echo caught }"))
                        .startsWith("caught");
            }
        });
    }

    /** What it has written is seen before its end, which it comes to by an interrupt alone. */
    @Test
    void aCommandThatRunsIsHeardAndInterrupted(Platform platform) throws Exception {
        platform.run(inside -> {
            try (GogoSession console = GogoSession.open(inside)) {
                console.execute("stack:create blue");
                CompletableFuture<String> run =
                        CompletableFuture.supplyAsync(() -> reply(console, "stack:run blue 'echo begun; sleep 1000'"));
                inside.await("the output", () -> console.seen().equals("begun\n"));

                assertThat(console.interrupt()).isTrue();

                run.get(30, TimeUnit.SECONDS);
                inside.await(
                        "the end of what it ran",
                        () -> reply(console, "stack:run blue pgrep sleep")
                                .endsWith("'pgrep sleep' ended with exit code 1"));
            }
        });
    }

    @Test
    void errorsAreOneLineWithTheValueAndTheRemedy(Platform platform) throws Exception {
        platform.run(inside -> {
            try (GogoSession console = GogoSession.open(inside)) {
                console.execute("stack:create blue lan://console");

                for (String[] wrong : new String[][] {
                    {"stack:show red", "there is no stack 'red': stack:list shows all"},
                    {"stack:delete red", "there is no stack 'red': stack:list shows all"},
                    {"stack:run red ls", "there is no stack 'red': stack:list shows all"},
                    {"stack:run blue ''", "commands '' have no command"},
                    {"stack:swap blue vde9 lan://x", "stack blue has no link vde9"},
                    {"stack:swap blue nosuch://x", "network 'nosuch://x': no provider for scheme nosuch"},
                    {"stack:create blue lan://x", "a stack named blue exists: delete it first"},
                    {"stack:create Red", "stack name 'Red': must be"},
                    {"stack:create red lan://x 'eth,dhcp'", "configuration word 'dhcp': unknown word"},
                    {"stack:create '{\"name\":\"red\",\"mtu\":1}'", "/mtu: is not known here"},
                    {"stack:create '{'", ""},
                    {"stack:create", "usage: stack:create "},
                    {"stack:stats a b", "usage: stack:stats [NAME]"}
                }) {
                    assertThatThrownBy(() -> console.execute(wrong[0]))
                            .as(wrong[0])
                            .hasMessageStartingWith(wrong[1])
                            .satisfies(thrown -> assertThat(thrown.getMessage())
                                    .doesNotContain("\n")
                                    .isNotBlank());
                }
                assertThat(inside.service(StackRegistry.class).stacks()).hasSize(1);
            }
        });
    }

    @Test
    void helpTellsWhatACommandTakes(Platform platform) throws Exception {
        platform.run(inside -> {
            try (GogoSession console = GogoSession.open(inside)) {
                assertThat(console.execute("help stack:create"))
                        .contains("create a stack, and wait until it is up", "-c, --config", "-e, --ephemeral");
                for (String name : new String[] {"list", "show", "delete", "run", "swap", "stats"}) {
                    assertThat(console.execute("help stack:" + name)).contains("stack:" + name);
                }
            }
        });
    }

    /** A session outlives what its commands come from. */
    @Test
    void commandsAreBackWhenTheNativeBundleIs(Platform platform) throws Exception {
        platform.run(inside -> {
            try (GogoSession console = GogoSession.open(inside)) {
                console.execute("stack:create blue lan://console");

                inside.bundle("net.vdestack.linux").stop();

                assertThatThrownBy(() -> console.execute("stack:list")).hasMessageContaining("stack:list");

                inside.bundle("net.vdestack.linux").start();

                inside.await("the stack", () -> reply(console, "stack:list").contains("blue  UP"));
            }
        });
    }

    /** What comes of a line, one way or the other. */
    private static String reply(GogoSession console, String line) {
        try {
            return console.execute(line);
        } catch (Exception e) {
            return e.toString();
        }
    }
}
