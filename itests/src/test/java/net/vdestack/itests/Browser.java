package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.vdestack.itests.platform.Await;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Debian's Chromium without a screen, in the network namespace of this JVM. Elements are named by CSS selectors; what
 * is not there yet, or cannot be used yet, is waited for.
 */
final class Browser implements AutoCloseable {
    /** Says that it does not know this Chromium's own protocol, of which nothing is used but what never changes. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    /** Whatever ends this JVM ends the driver, and whatever ends the driver ends all that it has started. */
    private static final String DRIVER = """
            #!/bin/sh
            exec setpriv --pdeathsig KILL unshare --pid --fork --kill-child --mount-proc chromedriver "$@"
            """;

    private static final String SCREENSHOTS = "target/screenshots";
    private static final int WIDTH = 1400;
    private static final int HEIGHT = 900;
    /** Of a screenshot; a longer page is cut. */
    private static final int TALLEST = 2000;

    private final ChromeDriver driver;
    private final Path downloads;
    private final String axe;

    /** What a user may have chosen. */
    enum Theme {
        LIGHT,
        DARK;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Browser(ChromeDriver driver, Path downloads) throws IOException {
        this.driver = driver;
        this.downloads = downloads;
        this.axe = axe();
    }

    /** @param scratch a directory for all that it writes */
    static Browser start(Path scratch) throws IOException {
        Subprocess.require("chromium", "chromedriver", "setpriv", "unshare");
        SELENIUM.setLevel(Level.SEVERE);
        File program = Files.writeString(scratch.resolve("driver"), DRIVER).toFile();
        assertThat(program.setExecutable(true)).isTrue();
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program)
                .withEnvironment(Map.of("HOME", scratch.toString(), "TMPDIR", scratch.toString()))
                .build();
        service.sendOutputTo(OutputStream.nullOutputStream());
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary("/usr/bin/chromium")
                .addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        options.setCapability("goog:loggingPrefs", logs);
        return new Browser(new ChromeDriver(service, options), Files.createDirectory(scratch.resolve("downloads")));
    }

    private static String axe() throws IOException {
        Properties webjar = new Properties();
        try (InputStream in =
                Browser.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
            webjar.load(in);
        }
        String file = "/META-INF/resources/webjars/axe-core/" + webjar.getProperty("version") + "/axe.min.js";
        try (InputStream in = Browser.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** The selector of what the page marks for tests. */
    static String id(String testid) {
        return "[data-testid='" + testid + "']";
    }

    /** Opens a page in a tab of its own, which knows nothing of those before; they are closed. */
    void open(URI page) {
        String before = driver.getWindowHandle();
        driver.switchTo().newWindow(WindowType.TAB);
        String opened = driver.getWindowHandle();
        driver.switchTo().window(before).close();
        driver.switchTo().window(opened);
        wide();
        look(Theme.LIGHT);
        driver.executeCdpCommand(
                "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", downloads.toString()));
        driver.get(page.toString());
    }

    /** To another page of the same document. */
    void go(String hash) {
        driver.executeScript("location.hash = arguments[0]", hash);
    }

    /** What the system asks for: its theme, and that nothing moves. */
    void look(Theme theme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", theme.key()),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** As on a desk. */
    void wide() {
        resize(WIDTH, HEIGHT, false);
    }

    /** As on a telephone. */
    void narrow() {
        resize(390, 844, true);
    }

    private void resize(int width, int height, boolean mobile) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
    }

    private WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** How many there are now. */
    int count(String css) {
        return driver.findElements(By.cssSelector(css)).size();
    }

    /** Waits until there is one, seen by the user, for which something holds; returns what is made of it. */
    private <T> T when(String css, String what, Function<WebElement, T> use, Predicate<T> holds) throws Exception {
        List<T> used = new ArrayList<>();
        List<T> last = new ArrayList<>();
        try {
            Await.until(css + " " + what, () -> {
                try {
                    WebElement element = find(css);
                    T value = element.isDisplayed() ? use.apply(element) : null;
                    last.add(0, value);
                    return value != null && holds.test(value) && used.add(value);
                } catch (NoSuchElementException | StaleElementReferenceException | ElementNotInteractableException e) {
                    return false;
                }
            });
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "; it was " + (last.isEmpty() ? "not there" : last.get(0)) + " on "
                            + driver.getCurrentUrl() + " with " + errors(),
                    e);
        }
        return used.get(0);
    }

    /** Waits until it is seen. */
    void see(String css) throws Exception {
        when(css, "to be seen", element -> true, seen -> seen);
    }

    /** Waits until its text is like that, and returns it. */
    String see(String css, Predicate<String> text) throws Exception {
        return when(css, "to say something else", WebElement::getText, text);
    }

    /** Waits until its text has these words in it. */
    void see(String css, String words) throws Exception {
        when(css, "to say '" + words + "'", WebElement::getText, text -> text.contains(words));
    }

    /** Waits until it is not there. */
    void miss(String css) throws Exception {
        Await.until("the end of " + css, () -> count(css) == 0);
    }

    void click(String css) throws Exception {
        when(
                css,
                "to be clicked",
                element -> {
                    element.click();
                    return true;
                },
                clicked -> clicked);
    }

    /** Writes into a field, instead of what is there. */
    void fill(String css, CharSequence... text) throws Exception {
        when(
                css,
                "to be written to",
                element -> {
                    element.clear();
                    element.sendKeys(text);
                    return true;
                },
                written -> written);
    }

    /** Presses keys, wherever the focus is. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** What a screen reader calls that which has the focus. */
    String focused() {
        return driver.switchTo().activeElement().getAccessibleName();
    }

    /** In how many rows of a canvas a colour of the page's theme is seen. */
    int rows(String canvas, String colour) {
        Object rows = driver.executeScript("""
                const [canvas, name] = [document.querySelector(arguments[0]), arguments[1]];
                const hex = getComputedStyle(canvas).getPropertyValue(name).trim();
                const wanted = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
                const { width, height } = canvas;
                const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
                const seen = new Set();
                for (let i = 0; i < data.length; i += 4) {
                  if (data[i + 3] > 200 && wanted.every((value, k) => Math.abs(value - data[i + k]) < 24)) seen.add(Math.floor(i / 4 / width));
                }
                return seen.size""", canvas, colour);
        return ((Number) rows).intValue();
    }

    /** What the console has been told of errors since this was asked last. */
    List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(entry -> entry.getMessage())
                .toList();
    }

    /** What of the page is in the way of assistive technology, or hard to read: axe-core's findings. */
    List<String> barriers() {
        driver.executeScript(axe);
        Object found = driver.executeAsyncScript("""
                const done = arguments[0];
                axe.run({ resultTypes: ['violations'] }).then(
                  result => done(result.violations.map(v =>
                    `${v.id}: ${v.nodes.map(n => `${n.html} ${n.failureSummary}`).slice(0, 3).join(' | ')}`)),
                  failure => done([String(failure)]))""");
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    /** Waits for the file that is being saved, whose name is like that. */
    Path downloaded(String glob) throws Exception {
        List<Path> found = new ArrayList<>();
        Await.until("a download " + glob, () -> {
            try (var files = Files.newDirectoryStream(downloads, glob)) {
                files.forEach(found::add);
            }
            return !found.isEmpty();
        });
        return found.get(0);
    }

    /** For people to look at: the page, in the light and in the dark. */
    void photograph(String name) throws IOException {
        for (Theme theme : Theme.values()) {
            look(theme);
            photograph(name, theme);
        }
        look(Theme.LIGHT);
    }

    private void photograph(String name, Theme theme) throws IOException {
        // the charts are painted anew in the next frame
        driver.executeAsyncScript(
                "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))");
        Number width = (Number) driver.executeScript("return innerWidth");
        Number height = (Number)
                driver.executeScript("return Math.min(arguments[0], document.documentElement.scrollHeight)", TALLEST);
        Object png = driver.executeCdpCommand(
                        "Page.captureScreenshot",
                        Map.of(
                                "captureBeyondViewport",
                                true,
                                "clip",
                                Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)))
                .get("data");
        Path file = Files.createDirectories(Path.of(SCREENSHOTS)).resolve(name + "-" + theme.key() + ".png");
        Files.write(file, Base64.getDecoder().decode((String) png));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
