package net.vdestack.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.vdestack.ctl.command.Calls.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command against a server that answers as the contract says. */
@Timeout(60)
class VdestackctlTest {
    private static final String BLUE = """
            {"name":"blue","uid":"9f0c","state":"UP","createdAt":"2026-01-02T03:04:05Z","labels":{"tenant":"acme"},
             "spec":{"name":"blue","links":[{"name":"vde0","network":"lan://demo"}],"config":"eth,ip=10.0.0.1/24"},
             "links":[{"name":"vde0","network":"lan://demo","mac":"02:00:00:00:00:01","mtu":1500,"up":true,
                       "addresses":["10.0.0.1/24","fe80::1/64"],
                       "forwarder":{"scheme":"lan","state":"CONNECTED","since":"","reconnects":0,"error":null}}],
             "routes":[{"destination":"0.0.0.0/0","gateway":"10.0.0.254","link":"vde0","metric":0}],
             "nameservers":[],"later":"of a newer server"}""";
    private static final String FAILED = """
            {"name":"red","uid":"1","state":"FAILED","createdAt":"2026-01-02T03:04:05Z","labels":{},
             "spec":null,"links":[],"routes":[],"nameservers":[],"error":"its command failed"}""";

    @TempDir
    private Path scratch;

    private FakeServer server;
    private Calls calls;

    @BeforeEach
    void start() throws Exception {
        server = new FakeServer();
        calls = new Calls().with("VDESTACK_SERVER", server.url()).with("VDESTACK_TOKEN", FakeServer.TOKEN);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Result succeed(String... words) {
        Result result = calls.call(words);
        assertThat(result.exitCode()).as(result.toString()).isZero();
        return result;
    }

    private static String problem(int status, String title, String more) {
        return "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + "," + more + "}";
    }

    @Test
    void listsStacksInColumns() {
        server.answers(200, "{\"items\":[" + BLUE + "," + FAILED + "]}");

        Result result = succeed("ls");

        assertThat(server.asked()).containsExactly("GET /api/v1/stacks");
        assertThat(server.last().token()).isEqualTo("Bearer secret");
        assertThat(result.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("NAME  STATE   NETWORK     ADDRESS      AGE"),
                        line -> assertThat(line).matches("blue  UP      lan://demo  10\\.0\\.0\\.1/24  [0-9]+d[0-9]+h"),
                        line -> assertThat(line).matches("red   FAILED  -           -            [0-9]+d[0-9]+h"));
    }

    @Test
    void listsAsJsonAllThatTheServerTells() {
        server.answers(200, "{\"items\":[" + BLUE + "]}");

        assertThat(succeed("list", "--json").out())
                .contains("\"items\" : [", "\"later\" : \"of a newer server\"", "\"tenant\" : \"acme\"");
    }

    @ParameterizedTest
    @CsvSource({"tenant,blue", "tenant=acme,blue", "tenant=other,''", "color,''"})
    void listsThoseWithALabel(String label, String names) {
        server.answers(200, "{\"items\":[" + BLUE + "," + FAILED + "]}");

        assertThat(succeed("list", "-q", "-l", label).out().strip()).isEqualTo(names);
    }

    @Test
    void coloursStatesOnTerminalsThatWantIt() {
        for (int i = 0; i < 3; i++) {
            server.answers(200, "{\"items\":[" + BLUE + "]}");
        }

        assertThat(succeed("list").out()).doesNotContain("\033");
        calls.onTerminal();
        assertThat(succeed("list").out()).contains("\033[32mUP   \033[0m");
        calls.with("NO_COLOR", "1");
        assertThat(succeed("list").out()).doesNotContain("\033");
    }

    @Test
    void letsNobodySteerTheTerminal() {
        server.answers(200, "{\"items\":[" + FAILED.replace("\"red\"", "\"\\u001b[2Jred\"") + "]}");

        assertThat(succeed("list").out()).doesNotContain("\033").contains("\ufffd[2Jred");
    }

    /** JSON escapes no more than ESC and the like. */
    @Test
    void letsNobodySteerTheTerminalByJson() {
        server.answers(200, BLUE.replace("acme", "a\u009b2J\u202e\ud834\udd73\u007fö"))
                .streams(stackEvent(1, "b\u009bc"));

        assertThat(succeed("show", "blue", "--json").out())
                .contains("\n  \"name\"", "\"a\\u009b2J\\u202e\\ud834\\udd73\\u007fö\"");
        assertThat(succeed("events", "--json", "--count", "1").out()).contains("\"b\\u009bc\"");
    }

    @Test
    void showsAStack() {
        server.answers(200, BLUE);

        assertThat(succeed("show", "blue").out())
                .contains(
                        "etag     \"v1\"\n",
                        "labels   tenant=acme\n",
                        "config   eth,ip=10.0.0.1/24\n",
                        "vde0  lan://demo  CONNECTED  1500  02:00:00:00:00:01  10.0.0.1/24 fe80::1/64\n",
                        "0.0.0.0/0    10.0.0.254  vde0       0\n");
        assertThat(server.asked()).containsExactly("GET /api/v1/stacks/blue");
    }

    @Test
    void createsWhatTheWordsSay() {
        server.answers(201, BLUE);

        succeed(
                "create",
                "blue",
                "--network",
                "lan://demo",
                "--mac",
                "02:00:00:00:00:01",
                "--mtu=1400",
                "--config",
                "eth,ip=10.0.0.1/24",
                "-l",
                "tenant=acme",
                "-l",
                "note=a=b",
                "--underlay",
                "red",
                "--command",
                "ip link",
                "--ephemeral");

        assertThat(server.asked()).containsExactly("POST /api/v1/stacks");
        assertThat(server.last().body())
                .isEqualTo("{\"name\":\"blue\",\"links\":[{\"name\":\"vde0\",\"network\":\"lan://demo\","
                        + "\"mac\":\"02:00:00:00:00:01\",\"mtu\":1400}],\"config\":\"eth,ip=10.0.0.1/24\","
                        + "\"commands\":\"ip link\",\"underlay\":\"red\","
                        + "\"labels\":{\"tenant\":\"acme\",\"note\":\"a=b\"},\"ephemeral\":true}");
    }

    @Test
    void createsWhatADocumentSays() {
        server.answers(201, BLUE);

        calls.input("{\"name\":\"blue\"}");
        succeed("create", "-f", "-");

        assertThat(server.last().body()).isEqualTo("{\"name\":\"blue\"}");
    }

    @Test
    void appliesADocumentUnderItsName() throws Exception {
        Path file = Files.writeString(scratch.resolve("blue.json"), "{\"name\":\"blue\",\"network\":\"lan://x\"}");
        server.answers(200, BLUE).answers(412, problem(412, "Precondition Failed", "\"detail\":\"read it again\""));

        assertThat(succeed("apply", "-f", file.toString()).out()).contains("blue  UP");
        assertThat(server.last().ifMatch()).isNull();
        Result refused = calls.call("apply", "-f", file.toString(), "--if-match", "\"v0\"");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).isEqualTo("vdestackctl: Precondition Failed: read it again\n");
        assertThat(server.last().ifMatch()).isEqualTo("\"v0\"");
        assertThat(server.asked()).containsExactly("PUT /api/v1/stacks/blue", "PUT /api/v1/stacks/blue");
    }

    @Test
    void saysWhatIsWrongWithADocument() throws Exception {
        Path file = Files.writeString(scratch.resolve("bad.json"), "{\"name\":\n oops}");

        assertThat(calls.call("apply", "-f", file.toString()).err()).contains(file + " is no JSON: line 2, column ");
        calls.input("{}");
        assertThat(calls.call("apply", "-f", "-").err()).contains("\"name\" is missing");
        assertThat(calls.call("apply", "-f", scratch + "/none").err())
                .contains("cannot use the file " + scratch + "/none: there is none");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void editsWhatNobodyElseHasChanged() {
        server.answers(200, BLUE).answers(200, BLUE);

        calls.with("EDITOR", "sed -i s/demo/other/");
        succeed("edit", "blue");

        assertThat(server.asked()).containsExactly("GET /api/v1/stacks/blue", "PUT /api/v1/stacks/blue");
        assertThat(server.last().ifMatch()).isEqualTo("\"v1\"");
        assertThat(server.last().body()).contains("\"lan://other\"").doesNotContain("uid");
    }

    @Test
    void keepsWhatWasWrittenWhenItIsRefused() throws Exception {
        server.answers(200, BLUE).answers(412, problem(412, "Precondition Failed", "\"detail\":\"changed since\""));

        Result result = calls.with("VISUAL", "sed -i s/demo/other/").call("edit", "blue");

        assertThat(result.err()).contains("changed since");
        assertKept(result);
    }

    @Test
    void keepsWhatWasWrittenWhenItCannotBeSent() throws Exception {
        server.answers(200, BLUE).breaksOff();

        Result result = calls.with("VISUAL", "sed -i s/demo/other/").call("edit", "blue");

        assertThat(result.err()).contains("no answer from " + server.url());
        assertKept(result);
    }

    private static void assertKept(Result result) throws Exception {
        assertThat(result.exitCode()).isEqualTo(1);
        Path draft = Path.of(result.err()
                .lines()
                .filter(line -> line.contains("what you wrote is in "))
                .findFirst()
                .orElseThrow()
                .replaceFirst(".* is in ", ""));
        assertThat(draft).content().contains("lan://other");
        Files.delete(draft);
    }

    @Test
    void editsNothingWithoutAChange() {
        server.answers(200, BLUE);

        calls.with("EDITOR", "true");

        assertThat(succeed("edit", "blue").err()).contains("nothing was changed");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void deletesTheOthersWhenOneIsMissing() {
        server.answers(404, problem(404, "Not Found", "\"detail\":\"there is no stack 'a'\""))
                .answers(204, "");

        Result result = calls.call("delete", "a", "b");

        assertThat(result).isEqualTo(new Result(1, "b\n", "vdestackctl: Not Found: there is no stack 'a'\n"));
        assertThat(server.asked()).containsExactly("DELETE /api/v1/stacks/a", "DELETE /api/v1/stacks/b");
    }

    @Test
    void deletesWhatIsNotThereIfThatWillDo() {
        server.answers(404, problem(404, "Not Found", "\"detail\":\"no\""));

        assertThat(succeed("rm", "--if-exists", "a").out()).isEmpty();
    }

    @Test
    void swapsTheOnlyLink() {
        server.answers(200, BLUE).answers(200, "{\"name\":\"vde0\",\"network\":\"lan://x\"}");

        assertThat(succeed("swap", "blue", "lan://x").out()).contains("vde0  lan://x");

        assertThat(server.asked()).containsExactly("GET /api/v1/stacks/blue", "PUT /api/v1/stacks/blue/links/vde0");
        assertThat(server.last().body()).isEqualTo("{\"network\":\"lan://x\"}");
    }

    @Test
    void swapsTheLinkThatIsNamed() {
        server.answers(200, "{\"name\":\"a b\",\"network\":\"=x\"}");

        succeed("swap", "blue", "a b", "=x");

        assertThat(server.asked()).containsExactly("PUT /api/v1/stacks/blue/links/a%20b");
    }

    @Test
    void asksWhichLinkOfSeveral() {
        server.answers(200, "{\"links\":[{\"name\":\"vde0\"},{\"name\":\"vde1\"}]}");

        Result result = calls.call("swap", "blue", "lan://x");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("vdestackctl: stack 'blue' has the links vde0, vde1: name one of them\n");
    }

    @Test
    void configures() {
        server.answers(200, BLUE);

        assertThat(succeed("config", "blue", "eth,ip=10.0.0.1/24").out()).contains("10.0.0.1/24");

        assertThat(server.asked()).containsExactly("POST /api/v1/stacks/blue/config");
        assertThat(server.last().body()).isEqualTo("{\"config\":\"eth,ip=10.0.0.1/24\"}");
    }

    @Test
    void printsWhatACommandWritesAndEndsAsItDoes() {
        server.streams(
                ":\n\n",
                "event: stdout\ndata: {\"index\":0,\"text\":\"one\\n\"}\n\n",
                "event: stderr\ndata: {\"index\":0,\"text\":\"no\\n\"}\n\nevent: stdout\nda",
                "ta: {\"index\":0,\"text\":\"two\"}\n\n",
                "event: exit\ndata: {\"exitCode\":3,\"timedOut\":false,\"results\":[]}\n\n");

        Result result = calls.call("run", "blue", "--timeout", "5", "--", "sh", "-c", "x; -y", "--", "@z");

        assertThat(result).isEqualTo(new Result(3, "one\ntwo", "no\n"));
        assertThat(server.asked()).containsExactly("POST /api/v1/stacks/blue/commands");
        assertThat(server.last().body())
                .isEqualTo("{\"argv\":[\"sh\",\"-c\",\"x; -y\",\"--\",\"@z\"],\"timeoutSeconds\":5}");
    }

    @Test
    void saysThatTheTimeRanOut() {
        server.streams("event: exit\ndata: {\"exitCode\":124,\"timedOut\":true,\"results\":[]}\n\n");

        Result result = calls.call("run", "blue", "-c", "sleep 100; true");

        assertThat(result.exitCode()).isEqualTo(124);
        assertThat(result.err()).contains("--timeout");
        assertThat(server.last().body()).isEqualTo("{\"command\":\"sleep 100; true\"}");
    }

    @Test
    void saysThatACommandCouldNotBeRunToItsEnd() {
        server.streams("event: problem\ndata: " + problem(409, "Conflict", "\"detail\":\"it is gone\"") + "\n\n")
                .streams("event: stdout\ndata: {\"index\":0,\"text\":\"one\\n\"}\n\n")
                .answers(200, "\n\n" + problem(409, "Conflict", "\"detail\":\"it is gone\""));

        assertThat(calls.call("run", "blue", "--", "true"))
                .isEqualTo(new Result(1, "", "vdestackctl: Conflict: it is gone\n"));
        assertThat(calls.call("run", "blue", "--", "true").exitCode()).isEqualTo(1);
        assertThat(calls.call("run", "blue", "--json", "--", "true").err())
                .isEqualTo("vdestackctl: Conflict: it is gone\n");
    }

    @Test
    void printsTheReplyOfACommandAsJson() {
        server.answers(200, "{\"exitCode\":2,\"timedOut\":false,\"results\":[]}");

        Result result = calls.call("run", "blue", "--json", "--", "false");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).contains("\"exitCode\" : 2");
    }

    private static String stats(String time, long bytes) {
        return "{\"stack\":\"blue\",\"time\":\"2026-01-02T03:04:" + time + "Z\",\"links\":[{\"name\":\"vde0\","
                + "\"scheme\":\"lan\",\"receiveFrames\":" + bytes / 100 + ",\"receiveBytes\":" + bytes
                + ",\"transmitFrames\":0,\"transmitBytes\":0,\"drops\":{\"oversize\":0,\"noPeer\":2,\"runt\":1},"
                + "\"reconnects\":0,\"swaps\":0}],\"sockets\":{\"tcpEstablished\":0,\"tcpListen\":0,\"udp\":0}}";
    }

    private static String event(String... stats) {
        return "event: stats\ndata: {\"items\":[" + String.join(",", stats) + "]}\n\n";
    }

    @Test
    void showsCounters() {
        server.answers(200, "{\"items\":[" + stats("05", 1_234_500) + "]}").answers(200, stats("05", 100));

        assertThat(succeed("stats").out())
                .contains("blue   vde0  lan      1.23 MB   12345   0 B       0  3 (noPeer 2, runt 1)\n");
        assertThat(succeed("stats", "blue").out()).contains("100 B");
        assertThat(server.asked()).containsExactly("GET /api/v1/stats", "GET /api/v1/stacks/blue/stats");
    }

    @Test
    void followsCountersAsRates() {
        server.answers(200, "{\"items\":[]}")
                .streams(
                        event(stats("05.0", 1000)),
                        event(stats("05.5", 3000)),
                        event(stats("06.5", 500)),
                        event(stats("07.5", 1500)));

        Result result = calls.call("stats", "-f", "--interval", "500ms");

        assertThat(server.asked()).containsExactly("GET /api/v1/stats", "GET /api/v1/stats/stream?interval=500ms");
        // the counters that went back are another link's
        assertThat(result.out().lines())
                .containsExactly(
                        "2026-01-02T03:04:05.500Z blue/vde0 receiving 32.0 kbit/s 40 frames/s,"
                                + " sending 0 bit/s 0 frames/s, dropped 3 (noPeer 2, runt 1)",
                        "2026-01-02T03:04:07.500Z blue/vde0 receiving 8.00 kbit/s 10 frames/s,"
                                + " sending 0 bit/s 0 frames/s, dropped 3 (noPeer 2, runt 1)");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("vdestackctl: the server has gone\n");
    }

    @Test
    void redrawsCountersOnATerminal() {
        server.answers(200, "{\"items\":[]}").streams(event(stats("05", 1000)), event(stats("06", 2000)));

        String out =
                calls.onTerminal().with("NO_COLOR", "1").call("stats", "-f").out();

        assertThat(out).startsWith("\033[2J\033[HSTACK  LINK  SCHEME  RECEIVING");
        assertThat(List.of(out.split("\033\\[H", -1)))
                .hasSize(3)
                .last()
                .asString()
                .contains("8.00 kbit/s", "\033[K\n");
    }

    @Test
    void followsOneStackAsJsonLines() {
        server.answers(200, stats("05", 0))
                .streams(event(stats("05", 1), stats("05", 2).replace("blue", "red")));

        assertThat(calls.call("stats", "blue", "-f", "--json").out().lines())
                .singleElement()
                .asString()
                .startsWith("{\"items\":[{\"stack\":\"blue\"")
                .doesNotContain("red");
    }

    @Test
    void listsSockets() {
        server.answers(200, """
                {"items":[{"protocol":"tcp","state":"LISTEN","local":"10.0.0.1:80","remote":null,
                           "receiveQueue":0,"sendQueue":50,"user":1000,"inode":7}]}""");

        assertThat(succeed("sockets", "blue").out())
                .contains("tcp       LISTEN       0      50  10.0.0.1:80  -       1000");
    }

    @Test
    void capturesIntoAFileOrAPipe() {
        server.answersText(200, "application/vnd.tcpdump.pcap", "frames").answersText(200, "x", "frames");
        Path file = scratch.resolve("c.pcapng");

        succeed("capture", "blue", "vde0", "--seconds", "5", "--packets", "2", "-w", file.toString());
        assertThat(file).hasContent("frames");
        assertThat(succeed("capture", "blue", "vde0").out()).isEqualTo("frames");

        assertThat(server.asked())
                .containsExactly(
                        "GET /api/v1/stacks/blue/links/vde0/capture?seconds=5&packets=2",
                        "GET /api/v1/stacks/blue/links/vde0/capture");
    }

    @Test
    void refusesToCaptureOntoATerminal() {
        Result result = calls.onTerminal().call("capture", "blue", "vde0");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("nothing for a terminal");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void leavesTheFileOfACaptureThatIsRefused() throws Exception {
        Path file = Files.writeString(scratch.resolve("old"), "old");
        server.answers(403, problem(403, "Forbidden", "\"detail\":\"it takes the role admin\""));

        assertThat(calls.call("capture", "blue", "vde0", "-w", file.toString()).err())
                .isEqualTo("vdestackctl: Forbidden: it takes the role admin\n");
        assertThat(file).hasContent("old");
    }

    private static String stackEvent(int id, String stack) {
        return "id: p-" + id + "\nevent: stack\ndata: {\"time\":\"t" + id + "\",\"stack\":\"" + stack
                + "\",\"state\":\"UP\"}\n\n";
    }

    @Test
    void goesOnWithEventsWhereTheConnectionWasLost() {
        server.streams(stackEvent(1, "blue"), stackEvent(2, "red"))
                .answers(503, problem(503, "Service Unavailable", "\"detail\":\"it starts\""))
                .streams(
                        "event: reset\ndata: {\"time\":\"t3\",\"detail\":\"some are missing\"}\n\n",
                        stackEvent(4, "blue"));

        Result result = succeed("events", "blue", "--count", "3");

        assertThat(result.out()).isEqualTo("t1 stack blue UP\nt3 reset some are missing\nt4 stack blue UP\n");
        assertThat(result.err()).contains("trying again");
        assertThat(server.requests())
                .extracting(FakeServer.Request::lastEventId)
                .containsExactly(null, "p-2", "p-2");
    }

    @Test
    void endsWhenNobodyReadsItsOutput() {
        server.streams(stackEvent(1, "blue"), stackEvent(2, "blue")).answersText(200, "x", "frames");

        assertThat(calls.callUnread("events")).isEqualTo(new Result(141, "", ""));
        assertThat(calls.callUnread("capture", "blue", "vde0")).isEqualTo(new Result(141, "", ""));
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void saysWhyItsOutputCannotBeWritten() {
        server.streams(stackEvent(1, "blue"), stackEvent(2, "blue"))
                .answersText(200, "x", "frames")
                .answers(200, BLUE);
        Result full = new Result(1, "", "vdestackctl: cannot write the output: No space left on device\n");

        assertThat(calls.callOnFullDisk("events")).isEqualTo(full);
        assertThat(calls.callOnFullDisk("capture", "blue", "vde0")).isEqualTo(full);
        assertThat(calls.callOnFullDisk("show", "blue")).isEqualTo(full);
        assertThat(server.asked()).hasSize(3);
    }

    @Test
    void isToldWhenItCannotKnowWhatItMissed() {
        server.streams(":\n\n")
                .streams("event: reset\ndata: {\"time\":\"t1\",\"detail\":\"not known\"}\n\n", stackEvent(1, "blue"));

        assertThat(succeed("events", "--count", "2").out()).isEqualTo("t1 reset not known\nt1 stack blue UP\n");
        assertThat(server.requests())
                .extracting(FakeServer.Request::lastEventId)
                .containsExactly(null, "none");
    }

    @Test
    void endsWithEventsWhenItIsNotLetInAnyMore() {
        server.streams(stackEvent(1, "blue")).answers(401, problem(401, "Unauthorized", "\"detail\":\"\""));

        Result result = calls.call("events", "--json");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .isEqualTo(
                        "{\"id\":\"p-1\",\"event\":\"stack\",\"time\":\"t1\",\"stack\":\"blue\",\"state\":\"UP\"}\n");
    }

    @Test
    void printsTheEventsThatTheServerRemembers() {
        server.streams("event: reset\ndata: {\"time\":\"t0\",\"detail\":\"not known\"}\n\n", stackEvent(1, "blue"));

        assertThat(succeed("events", "--all", "--count", "1").out()).isEqualTo("t1 stack blue UP\n");
        assertThat(server.last().lastEventId()).isEqualTo("0");
    }

    @Test
    void failsWhenACheckFails() {
        server.answers(200, """
                {"items":[{"name":"mode","status":"pass","detail":"PRIVILEGED","remedy":null},
                          {"name":"tun","status":"fail","detail":"ENOENT","remedy":"modprobe tun"}]}""");

        Result result = calls.call("preflight");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("fail    tun    ENOENT\n", "remedy: modprobe tun\n");
    }

    @Test
    void listsForwarders() {
        server.answers(200, """
                {"items":[{"scheme":"cmd","bundle":"b","version":"1","available":false,"reason":"not allowed",
                           "parameters":[{"name":"port","description":"","default":"14789"},{"name":"grp"}]}]}""");

        assertThat(succeed("forwarders").out()).contains("cmd     no         1        port=14789 grp  not allowed");
    }

    @Test
    void tellsHowTheServerIs() {
        server.answers(503, "{\"status\":\"DOWN\",\"waiting\":[\"net.vdestack.demo\"]}")
                .answers(200, "{\"version\":\"1.2.3\"}")
                .answers(200, "{\"items\":[" + BLUE + "," + FAILED + "]}");

        Result result = calls.call("status");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains(
                        "server   " + server.url() + "\n",
                        "token    the variable VDESTACK_TOKEN\n",
                        "version  1.2.3\n",
                        "ready    no, it waits for net.vdestack.demo\n",
                        "stacks   1 FAILED, 1 UP\n");
        assertThat(server.requests().get(0).token()).isNull();
    }

    @Test
    void showsEveryMistakeInABody() {
        server.answers(
                400,
                problem(
                        400,
                        "Bad Request",
                        "\"detail\":\"the body is not valid: see errors\",\"errors\":["
                                + "{\"pointer\":\"/links/0/mtu\",\"detail\":\"MTU 1\"},{\"pointer\":\"\",\"detail\":\"no\"}]"));

        assertThat(calls.call("create", "blue")).isEqualTo(new Result(1, "", """
                        vdestackctl: Bad Request: the body is not valid: see errors
                        vdestackctl:   /links/0/mtu: MTU 1
                        vdestackctl:   no
                        """));
    }

    @Test
    void saysWhichTokenWasWrong() throws Exception {
        Path file = Files.writeString(scratch.resolve("token"), "wrong\n");
        server.answers(401, "{}");

        Result result = calls.call("list", "--token-file", file.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("does not know the token of the file " + file, "--token-file FILE", "VDESTACK_TOKEN")
                .doesNotContain("wrong");
    }

    @Test
    void saysThatNoTokenWasFound() {
        server.answers(401, "{}");

        assertThat(new Calls().call("--server", server.url(), "list").err())
                .contains("wants a token, and none was found", "--token-file");
        assertThat(server.last().token()).isNull();
    }

    @Test
    void saysWhichFileOfCertificatesCannotBeUsed() {
        assertThat(calls.call("list", "--cacert", scratch + "/none").err())
                .isEqualTo("vdestackctl: cannot use the file " + scratch + "/none: there is none\n");
    }

    @Test
    void saysWhereNobodyListens() {
        server.close();

        Result result = calls.call("list");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("cannot reach " + server.url(), "--server URL", "VDESTACK_SERVER");
    }

    @Test
    void saysThatAServerIsNoVdestack() {
        server.answersText(200, "text/html", "<html>").answersText(502, "text/html", "<html>");

        for (int status : List.of(200, 502)) {
            Result result = calls.call("list");
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains("answers as no vdestack does (status " + status + ", text/html)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1:8181", "http://vdestack.example", "http://localhost.example:8181"})
    void sendsNoTokenWhereOthersCouldReadIt(String url) {
        Result result = calls.call("list", "--server", url);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("is not sent to " + url, "https://", "ssh -L")
                .doesNotContain(FakeServer.TOKEN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lst|there is no command 'lst'",
                "--nope list|Unknown option: '--nope'",
                "list --nope|Unknown option: '--nope'",
                "show|Missing required parameter: 'NAME'",
                "show ../x|'../x' is no name of a stack",
                "--server localhost:8181 list|'localhost:8181' is no server",
                "create|give a NAME, or --file FILE",
                "create blue -f x.json|the document says all of it",
                "create blue --mtu 1400|takes --network",
                "create blue --mtu many|Invalid value for option '--mtu'",
                "apply|Missing required option: '--file",
                "swap blue|Missing required parameter",
                "swap blue a b c|",
                "run blue|give either a command behind '--', or -c COMMANDS",
                "run blue ls -l|stands behind '--'",
                "stats --interval 1s|goes with -f",
                "events --all --since x|either --all or --since",
                "events --count 0|give 1 or more",
                "completion fish|bash"
            })
    void refusesAWrongCommandLine(String line, String reason) {
        Result result = calls.call(line.split(" ", -1));

        assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains(reason == null ? "" : reason, "--help'")
                .doesNotContain("\tat ");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void helpsWithEveryCommand() {
        assertThat(succeed("--help").out()).contains("Exit code", "VDESTACK_TOKEN_FILE", "completion");
        assertThat(succeed("--version").out()).startsWith("vdestackctl ");
        for (String command :
                Vdestackctl.commandLine(new Calls().shell()).getSubcommands().keySet()) {
            assertThat(succeed(command, "--help").out())
                    .startsWith("usage: vdestackctl ")
                    .contains("Of every command:", "--token-file");
        }
    }

    @Test
    void completesInShells() {
        assertThat(succeed("completion", "bash").out())
                .startsWith("#!/usr/bin/env bash")
                .contains("complete -F _complete_vdestackctl", "capture");
    }
}
