package net.vdestack.itests;

import static net.vdestack.itests.Browser.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.vdestack.itests.Browser.Theme;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The dashboard in a browser, of a platform that runs. What it looks like is in {@code target/screenshots}. */
@OneJdk
@Timeout(120)
class DashboardIT {
    private static final String ALICE = "#/stacks/alice";
    private static final String CANVAS = "traffic-chart canvas";
    private static final List<String> PAGES =
            List.of("#/", "#/stacks", ALICE, "#/stacks/broken", "#/stacks/nobody", "#/events", "#/server");

    @TempDir
    private static Path scratch;

    private static Distribution distribution;
    private static Subprocess platform;
    private static URI url;
    private static String admin;
    private static RestClient api;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        distribution = Distribution.unpack();
        distribution.allow("viewer", "operator");
        Path seed = distribution.conf("stacks").resolve("broken.json");
        Files.writeString(seed, "{\"name\":\"broken\",\"network\":\"lan://demo\",\"commands\":\"false\"}");
        platform = startPlatform("data", "--port", "0");
        url = ready(platform);
        Files.delete(seed);
        admin = token("data");
        api = new RestClient(url, admin);
        browser = Browser.start(Files.createDirectory(scratch.resolve("browser")));
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            browser.close();
        } finally {
            try {
                platform.close();
            } finally {
                distribution.close();
            }
        }
    }

    /** What a test expects to fail, it takes out. */
    @AfterEach
    void nothingIsWrong() {
        assertThat(browser.errors()).isEmpty();
    }

    private static Subprocess startPlatform(String data, String... options) throws Exception {
        List<String> words = distribution.command(List.of(), options);
        words.addAll(List.of("--data", scratch.resolve(data).toString()));
        return Subprocess.startLasting(words);
    }

    private static URI ready(Subprocess started) throws Exception {
        return URI.create(started.line().substring("READY ".length()));
    }

    private static String token(String data) throws Exception {
        return Files.readString(scratch.resolve(data).resolve("admin.token")).strip();
    }

    private static void signIn(URI page, String token) throws Exception {
        browser.open(page);
        browser.fill("#token", token);
        browser.click(id("sign-in"));
        browser.see(id("connection"), "Live");
    }

    private static void create(RestClient client, String name, String network) {
        try {
            client.send("POST", "stacks", "{\"name\":\"" + name + "\",\"network\":\"" + network + "\"}")
                    .expect(201);
        } catch (Exception e) {
            throw new AssertionError("creating " + name, e);
        }
    }

    /** Goes on until what is called that has the focus, by keyboard alone. */
    private static void tabTo(String name) {
        for (int i = 0; i < 60; i++) {
            if (browser.focused().startsWith(name)) {
                return;
            }
            browser.press(Keys.TAB);
        }
        throw new AssertionError("no Tab leads to " + name + "; the last was at " + browser.focused());
    }

    @Test
    void letsInWhoHasAValidToken() throws Exception {
        browser.open(url);
        browser.photograph("sign-in");

        browser.fill("#token", "wrong");
        browser.click(id("sign-in"));
        browser.see("#token-error", "does not know this token");
        assertThat(browser.errors()).singleElement().asString().contains("401");

        browser.fill("#token", admin);
        browser.click(id("sign-in"));
        browser.see(id("connection"), "Live");
        browser.click(id("sign-out"));
        browser.see("#token");
    }

    @Test
    void showsOutWhoseTokenIsTakenAwayWhateverIsOpen() throws Exception {
        signIn(url, "operator");
        browser.go("#/stacks/%");
        browser.see("h1", "There is no such page");
        browser.go("#/stacks");
        browser.click(id("create"));
        browser.see(id("spec-form"));
        distribution.allow("viewer");
        try {
            create(api, "news", "lan://news");
            browser.see(".signin", "does not take this token any more");
            browser.miss("dialog");
            browser.press(admin, Keys.ENTER);
            browser.see(id("connection"), "Live");
        } finally {
            distribution.allow("viewer", "operator");
            api.send("DELETE", "stacks/news", null);
        }
        assertThat(browser.errors()).isNotEmpty().allMatch(error -> error.contains("401"));
    }

    @Test
    void makesOpensAndDeletesAStackByKeyboardAlone() throws Exception {
        browser.open(url);
        browser.see("#token");
        browser.press(admin, Keys.ENTER);
        browser.see("h1", "Overview");

        tabTo("Create a stack");
        browser.press(Keys.ENTER);
        browser.see(id("spec-form"));
        browser.press("typed");
        tabTo("Network");
        browser.press("lan://demo", Keys.ENTER);
        browser.see("h1", "typed");

        browser.go("#/");
        browser.see("a[data-stack=typed]");
        tabTo("alice");
        browser.press(Keys.ARROW_RIGHT);
        assertThat(browser.focused()).startsWith("bob 10.1.0.2/24, up, on lan://demo");
        browser.press(Keys.ARROW_RIGHT);
        assertThat(browser.focused()).startsWith("typed ");
        browser.press(Keys.ENTER);
        browser.see("h1", "typed");

        tabTo("Delete");
        browser.press(Keys.ENTER);
        browser.see(id("delete-dialog"));
        tabTo("Delete");
        browser.press(Keys.ENTER);
        browser.see("h1", "Stacks");
        api.get("stacks/typed").expect(404);
    }

    @Test
    void trafficMovesTheChartAndCanBeCapturedWhileACommandTellsWhatItDoes() throws Exception {
        signIn(url, admin);
        browser.go(ALICE);

        // a line that begins while much moves has nothing to rise from
        browser.see(id("rate-sent"), "bit/s");
        browser.click("option[value='3600']");
        browser.fill(id("command"), "ping -i 0.01 -s 8000 10.1.0.2", Keys.ENTER);
        browser.see(id("output"), "icmp_seq=5");
        assertThat(browser.count(id("exit"))).as("it still runs").isZero();
        browser.see(id("rate-sent"), "Mbit/s");
        browser.see(id("rate-received"), "Mbit/s");
        // an idle line is two rows high
        Await.until(
                "a chart that moves",
                () -> browser.rows(CANVAS, "--sent") > 20 && browser.rows(CANVAS, "--received") > 20);

        browser.click(id("capture-vde0"));
        browser.fill("#packets", "5");
        browser.click(id("submit"));
        assertIsPcapng(browser.downloaded("alice-*.pcapng"));
        browser.miss("dialog");
        browser.photograph("stack");
        browser.narrow();
        browser.photograph("stack-mobile");
        browser.wide();

        browser.click(id("stop"));
        browser.see(id("output"), "Stopped.");
        browser.fill(id("command"), "ls /nowhere", Keys.ENTER);
        browser.see(id("exit"), "Exit code 2");
        browser.see(id("output"), "No such file or directory");
    }

    private static void assertIsPcapng(Path file) throws Exception {
        try (InputStream capture = Files.newInputStream(file)) {
            assertThat(capture.readNBytes(4)).containsExactly(0x0a, 0x0d, 0x0d, 0x0a);
        }
    }

    @Test
    void aChangeLeavesAloneWhatNobodyHasEdited() throws Exception {
        api.send(
                        "POST",
                        "stacks",
                        "{\"name\":\"labelled\",\"links\":[{\"name\":\"vde0\",\"network\":\"lan://here\"}],"
                                + "\"commands\":\"true\\n\",\"labels\":{\"note\":\"a, b\",\"old\":\"x\",\"sum\":\"c = d\\ne\"}}")
                .expect(201);
        signIn(url, admin);
        browser.go("#/stacks/labelled");

        browser.click(id("change"));
        browser.fill("#link-0-mtu", "1400");
        tabTo("+ Add another label");
        browser.press(Keys.ENTER);
        browser.press("note", Keys.TAB, "twice");
        tabTo("Apply");
        browser.press(Keys.ENTER);
        browser.see(id("problem"), "“note” is given twice");
        browser.fill("#label-3-key", "tier");
        browser.fill("#label-3-value", "web");
        tabTo("Remove label 2");
        browser.press(Keys.ENTER);
        assertThat(browser.focused()).startsWith("+ Add another label");
        assertThat(browser.barriers()).isEmpty();
        browser.photograph("change");
        browser.click(id("submit"));
        browser.miss("dialog");

        RestClient.Answer changed = api.get("stacks/labelled");
        assertThat(changed.at("/spec/links/0/mtu")).isEqualTo("1400");
        assertThat(changed.at("/spec/commands")).isEqualTo("true\n");
        assertThat(changed.at("/spec/labels")).isEqualTo("{\"note\":\"a, b\",\"sum\":\"c = d\\ne\",\"tier\":\"web\"}");

        browser.fill(id("command"), "ping -c 1000 127.0.0.1", Keys.ENTER);
        browser.see(id("output"), "icmp_seq=1");
        api.send("DELETE", "stacks/labelled", null).expect(204);
        browser.see("#announcements", "was closed while its commands ran");
        browser.see("h1", "There is no stack");
        assertThat(browser.errors()).isNotEmpty().allMatch(error -> error.contains("/stacks/labelled"));
    }

    @Test
    void aLinkIsSwappedWhichTheEventsTell() throws Exception {
        signIn(url, admin);
        create(api, "mover", "lan://here");
        browser.go("#/stacks/mover");
        browser.see(id("link-vde0"), "lan://here");

        browser.click(id("swap-vde0"));
        browser.fill("#swap-network", "there");
        browser.click(id("submit"));
        browser.see("#swap-network-error", "network 'there' has no scheme");
        assertThat(browser.errors()).singleElement().asString().contains("400");
        browser.photograph("mistake");
        browser.fill("#swap-network", "lan://there", Keys.ENTER);
        browser.miss("dialog");

        browser.see(id("link-vde0"), "lan://there");
        browser.see(id("link-vde0"), "1 swap");
        assertThat(api.get("stacks/mover").at("/links/0/network")).isEqualTo("lan://there");

        browser.click(id("delete"));
        browser.see(id("delete-dialog"), "Delete mover?");
        browser.click(id("submit"));
        browser.see("h1", "Stacks");
        api.get("stacks/mover").expect(404);
        browser.go("#/events");
        browser.see(
                id("events"),
                text -> text.contains("mover") && text.contains("connected") && text.contains("stopping"));
    }

    @Test
    void saysThatTheServerIsGoneAndFindsItAgain() throws Exception {
        signIn(url, admin);
        browser.go("#/stacks/bob");
        browser.click(id("capture-vde0"));
        browser.fill("#seconds", "3600");
        browser.click(id("submit"));
        browser.see(id("capturing"), text -> !text.contains(" 0 B"));

        platform.close();
        browser.see(id("problem"), "the capture ended early");
        assertIsPcapng(browser.downloaded("bob-*.pcapng"));
        browser.click(id("cancel"));
        browser.go("#/");
        browser.see(id("lost"), "No connection to the server");
        browser.see(id("connection"), "No connection");
        browser.photograph("lost");
        platform = startPlatform("data", "--port", String.valueOf(url.getPort()));
        assertThat(ready(platform)).isEqualTo(url);

        browser.see(id("connection"), "Live");
        browser.miss(id("lost"));
        browser.see("a[data-stack=alice]");
        assertThat(browser.errors()).isNotEmpty().allMatch(error -> error.contains("Failed to load resource"));
    }

    @Test
    void offersNoMoreThanTheRoleMayDo() throws Exception {
        signIn(url, "viewer");
        browser.see(id("role-note"), "Read only.");
        browser.go(ALICE);
        for (String action : Set.of("change", "configure", "delete", "swap-vde0", "capture-vde0")) {
            browser.see(id(action) + "[aria-disabled=true]");
            browser.click(id(action));
            browser.see(id(action) + " + .why", "your token “viewer” has the role viewer");
        }
        browser.see(id("console-refused"), "takes the role admin");
        assertThat(browser.count("dialog")).isZero();

        signIn(url, "operator");
        browser.go(ALICE);
        browser.see(id("delete") + ":not([aria-disabled])");
        browser.see(id("swap-vde0") + ":not([aria-disabled])");
        browser.see(id("capture-vde0") + "[aria-disabled=true]");
        browser.see(id("console-refused"), "takes the role admin");
    }

    @Test
    void isReadByAssistiveTechnologyInTheLightAndInTheDark() throws Exception {
        browser.open(url);
        browser.see("#token");
        assertThat(browser.barriers()).isEmpty();
        signIn(url, admin);
        for (Theme theme : Theme.values()) {
            browser.look(theme);
            for (String page : PAGES) {
                browser.go(page);
                browser.see("h1", text -> !text.isEmpty());
                assertThat(browser.barriers()).as(page + " " + theme).isEmpty();
            }
            browser.go(ALICE);
            for (String dialog : Set.of("change", "configure", "delete", "swap-vde0", "capture-vde0")) {
                browser.click(id(dialog));
                browser.see("dialog h2");
                assertThat(browser.barriers()).as(dialog + " " + theme).isEmpty();
                browser.click(id("cancel"));
                browser.miss("dialog");
            }
        }
        // of the stack that is not there
        assertThat(browser.errors()).isNotEmpty().allMatch(error -> error.contains("/stacks/nobody"));
    }

    @Test
    void showsWhatThereIs() throws Exception {
        signIn(url, admin);
        browser.see("a[data-stack=alice]");
        browser.photograph("overview");
        browser.narrow();
        browser.photograph("overview-mobile");
        browser.wide();
        browser.go("#/stacks/broken");
        browser.see(id("failed"), "command 'false' failed with exit code 1");
        browser.photograph("failed");
        browser.go("#/events");
        browser.see(id("events"), "alice");
        browser.photograph("events");
        browser.go("#/server");
        browser.see("[aria-labelledby=preflight-title]", "network-namespaces");
        browser.photograph("server");
    }

    @Test
    void isOfUseWithNoStackAndWith200() throws Exception {
        try (Subprocess other = startPlatform("many", "--port", "0", "--no-demo")) {
            URI page = ready(other);
            RestClient client = new RestClient(page, token("many"));
            signIn(page, token("many"));
            browser.see("h1", "No stacks yet");
            browser.photograph("empty");

            Path control = scratch.resolve("switch");
            try (VdeSwitch lost = VdeSwitch.start(control)) {
                IntStream.range(0, 4).forEach(i -> create(client, "lost-" + i, "vde://" + control));
                lost.end("KILL");
            }
            IntStream.range(0, 190).parallel().forEach(i -> create(client, "web-" + i, "lan://tenant-" + i % 5));
            IntStream.range(0, 6).forEach(i -> bridge(client, "router-" + i, i % 5));

            browser.see(id("stack-count"), "200");
            browser.see(".unwell", "lost-3");
            assertThat(browser.count("a.tile")).isEqualTo(200);
            browser.photograph("200");
            browser.fill(id("find"), "lan://tenant-3 web-1");
            browser.see(".found", "of 200 match");
            assertThat(browser.count("a.tile")).isBetween(10, 40);
            browser.go("#/stacks");
            browser.see(id("stacks"), "web-189");
            browser.photograph("200-stacks");
            browser.click(id("sign-out"));
            browser.see("#token");
        }
    }

    private static void bridge(RestClient client, String name, int tenant) {
        try {
            client.send(
                            "POST",
                            "stacks",
                            "{\"name\":\"" + name + "\",\"links\":[{\"name\":\"vde0\",\"network\":\"lan://tenant-"
                                    + tenant + "\"},{\"name\":\"vde1\",\"network\":\"lan://tenant-" + (tenant + 1) % 5
                                    + "\"}]}")
                    .expect(201);
        } catch (Exception e) {
            throw new AssertionError("creating " + name, e);
        }
    }
}
