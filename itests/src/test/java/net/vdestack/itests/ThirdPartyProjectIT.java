package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/writing-a-network.md says of the project {@code examples/tcp-network}, done in a copy of it. */
@OneJdk
@Timeout(180)
class ThirdPartyProjectIT {
    private static final Path ROOT = Path.of("..");
    private static final String PAGE = "writing-a-network.md";

    @TempDir
    private static Path directory;

    private static Path jar;

    @TempDir
    private Path sources;

    @TempDir
    private Path classes;

    @BeforeAll
    static void build() throws Exception {
        Path copy = directory.resolve("copy");
        Subprocess.run("cp", "-r", ROOT.resolve("examples/tcp-network").toString(), copy.toString());
        Subprocess.run("rm", "-rf", copy.resolve("target").toString());
        Path repository = directory.resolve("repository");
        putApi(repository);
        // its tests have been run where it was copied from
        Subprocess.run(
                "env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                ROOT.resolve("mvnw").toString(),
                "-B",
                "-o",
                "-q",
                "-f",
                copy.resolve("pom.xml").toString(),
                "package",
                "-DskipTests",
                "-Dmaven.repo.local=" + repository,
                "-Dmaven.repo.local.tail=" + System.getProperty("vdestack.repository"));
        jar = copy.resolve("target/tcp-network-1.0.0.jar");
    }

    /** What {@code ./mvnw -pl api -am install} leaves. */
    private static void putApi(Path repository) throws Exception {
        Path api = Path.of(JavaProgram.jarOf("net.vdestack.api.NetworkStacks"));
        String version = api.getFileName().toString().replaceAll("vdestack-api-(.*)\\.jar", "$1");
        for (String artifact : List.of("vdestack", "vdestack-api")) {
            Path folder = Files.createDirectories(
                    repository.resolve("net/vdestack").resolve(artifact).resolve(version));
            Path pom = ROOT.resolve(artifact.equals("vdestack") ? "pom.xml" : "api/pom.xml");
            Files.copy(pom, folder.resolve(artifact + "-" + version + ".pom"));
            if (artifact.equals("vdestack-api")) {
                Files.copy(api, folder.resolve(api.getFileName()));
            }
        }
    }

    private static String block(String language, String part) throws IOException {
        return DocumentedProgramsIT.blocks(PAGE, language).stream()
                .filter(block -> block.contains(part))
                .findFirst()
                .orElseThrow();
    }

    private static void assertPrintsWhatThePageSays(List<String> argv) throws IOException {
        try (TcpRelay relay = new TcpRelay()) {
            List<String> words = new ArrayList<>(argv);
            words.add(relay.network());
            try (Subprocess program = Subprocess.start(words)) {
                assertThat(program.succeed()).isEqualTo(block("text", "tcp"));
                assertThat(program.errors()).isEmpty();
            }
        }
    }

    @Test
    void servesAProgramOnTheClassPath() throws Exception {
        JavaProgram program = new JavaProgram(classes, jar);
        program.compileOnClassPath(Files.writeString(sources.resolve("Cable.java"), block("java", "class Cable")));

        assertPrintsWhatThePageSays(program.onClassPath("Cable"));
    }

    @Test
    void servesAProgramOnTheModulePath() throws Exception {
        JavaProgram program = new JavaProgram(classes, jar);
        program.compileOnModulePath(
                Files.writeString(sources.resolve("module-info.java"), "module cable { requires net.vdestack.api; }"),
                Files.writeString(sources.resolve("Cable.java"), "package cable;\n" + block("java", "class Cable")));

        assertPrintsWhatThePageSays(program.onModulePath("cable", "cable.Cable"));
    }

    /** The network of the build's own jar, which this JVM has, with the peer that the page shows. */
    @Test
    @SuppressWarnings("try") // they run
    void reachesASwitchOfDebians() throws Exception {
        Subprocess.require("socat", "vde_plug");
        Path directory = sources.resolve("sw");
        try (VdeSwitch theirs = VdeSwitch.start(directory);
                VdensNode node = VdensNode.open("vde://" + directory, "02:00:00:00:00:0a", "10.9.0.2/24");
                Subprocess listening = Subprocess.start(List.of(
                        "socat", "TCP-LISTEN:4000,fork,reuseaddr", "EXEC:\"vde_plug vde://" + directory + "\""));
                NetworkStack stack = NetworkStacks.open(StackSpec.builder()
                        .link("vde0", "lan://desk")
                        .config("eth,ip=10.9.0.1/24")
                        .build());
                Exchange exchange = new Exchange(stack, node)) {
            Await.until("somebody listens", () -> isPlugged(stack, "tcp://127.0.0.1:4000"));
            // the plug takes its time to start
            Await.until(
                    "the switch is there",
                    () -> stack.run("ping -c 1 -W 1 10.9.0.2").exitCode() == 0);

            exchange.pingFromStack("10.9.0.2");
            exchange.pingFromNode("10.9.0.1");
        }
    }

    private static boolean isPlugged(NetworkStack stack, String network) {
        try {
            stack.connect("vde0", network);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
