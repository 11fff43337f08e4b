// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window, and what a person does with it. For one thread. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ChromeDriver driver;

    /** @throws IllegalStateException if Chromium or its driver is not installed, with the packages that bring them */
    Browser(String language) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(installed("chromium", "chromium-browser", "google-chrome"));
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=" + language);
        options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logging);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File(installed("chromedriver")))
                        .build(),
                options);
    }

    private static String installed(String... names) {
        return Stream.of(names)
                .flatMap(name -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() -> new IllegalStateException(
                        List.of(names) + " is not installed: on Debian, apt-get install chromium chromium-driver"));
    }

    void open(String address) {
        driver.get(address);
    }

    void reload() {
        driver.navigate().refresh();
    }

    /** As on a device of this width, in CSS pixels. */
    void width(int pixels) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 800, "deviceScaleFactor", 1, "mobile", pixels < 600));
    }

    String address() {
        return driver.getCurrentUrl();
    }

    /** Of an attribute of the whole page, such as {@code lang}. */
    String ofPage(String attribute) {
        return driver.findElement(By.tagName("html")).getDomAttribute(attribute);
    }

    Optional<WebElement> find(String css) {
        return driver.findElements(By.cssSelector(css)).stream().findFirst();
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    int count(String css) {
        return driver.findElements(By.cssSelector(css)).size();
    }

    /** Waits until there is one. */
    WebElement see(String css) {
        return Awaitility.await(css + " on " + address())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> find(css), Optional::isPresent)
                .orElseThrow();
    }

    /** Waits until it can be clicked, and clicks it. */
    void click(String css) {
        await(() -> see(css).click());
    }

    void type(String css, CharSequence... keys) {
        see(css).sendKeys(keys);
    }

    /** To whatever has the focus. */
    void press(CharSequence... keys) {
        focused().sendKeys(keys);
    }

    void clear(String css) {
        type(css, Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
    }

    /** Waits until it holds; what is drawn anew meanwhile is looked for again. */
    void await(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(StaleElementReferenceException.class)
                .untilAsserted(assertion);
    }

    /** How many CSS pixels the page is wider than what is seen of it. */
    long overhang() {
        return (Long) driver.executeScript("return document.documentElement.scrollWidth - innerWidth");
    }

    /** What the browser complained of since this was last asked: failed requests, forbidden scripts, errors. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
