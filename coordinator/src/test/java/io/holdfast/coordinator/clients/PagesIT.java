// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.call.HttpParticipant;
import io.holdfast.coordinator.call.HttpParticipant.Asked;
import io.holdfast.coordinator.call.HttpParticipant.Says;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.openqa.selenium.Keys;

/** The pages of a real coordinator, with transactions that really took place, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PagesIT {
    private static final String PASSWORD = "p-" + UUID.randomUUID();
    private static final String ROW = "table.opens tbody tr";
    private static final String PARKED_BRANCH = ".branch.warns";

    private final HttpParticipant stock = new HttpParticipant(asked -> new Says(200, "{\"frozen\": 2}"));
    private final HttpParticipant money = new HttpParticipant(this::money);

    private volatile boolean moneyIsBack;

    private CoordinatorProcess coordinator;
    private Browser browser;
    private int apiPort;

    @BeforeAll
    void transactionsHaveTakenPlace() throws Exception {
        apiPort = CoordinatorProcess.freePort();
        coordinator = new CoordinatorProcess(
                FreshDirectory.of("pages"),
                "--holdfast.admin.password=" + PASSWORD,
                "--holdfast.api.port=" + apiPort,
                "--holdfast.api.allowed-targets=any");
        coordinator.start();
        browser = new Browser("en");
        coordinator.awaitReady();
        submit("O-0001", "COMPLETED", stock);
        submit("O-0002", "DECIDED", stock, money);
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        coordinator.close();
        stock.close();
        money.close();
    }

    @BeforeEach
    void anOrdinaryScreen() {
        browser.width(1280);
    }

    private Says money(Asked asked) {
        return asked.path().endsWith("confirm") && !moneyIsBack
                ? new Says(500, "{\"message\": \"the ledger is closed\"}")
                : new Says(200, "{}");
    }

    /** One failed attempt parks a branch. */
    private void submit(String orderNo, String waitFor, HttpParticipant... participants)
            throws IOException, InterruptedException {
        StringBuilder branches = new StringBuilder();
        for (HttpParticipant one : participants) {
            branches.append(branches.isEmpty() ? "" : ",").append("""
                            {"name": "%s", "maxAttempts": 1, "arguments": {"orderNo": "%s"},
                             "http": {"tryUrl": "%s", "confirmUrl": "%s", "cancelUrl": "%s"}}""".formatted(
                            one == stock ? "stock" : "money",
                            orderNo,
                            one.endpoint().tryUrl(),
                            one.endpoint().confirmUrl(),
                            one.endpoint().cancelUrl()));
        }
        String body = """
                {"name": "place-order", "application": "shop", "idempotencyKey": "key-%s", "waitFor": "%s",
                 "timeoutMillis": 20000, "tags": {"orderNo": "%s"}, "branches": [%s]}""".formatted(orderNo, waitFor, orderNo, branches);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + "/v1/transactions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private void open(String page) {
        browser.open("http://127.0.0.1:" + coordinator.httpPort() + "/" + page);
    }

    private void openTheParkedOne() {
        open("#/transactions?q=O-0002");
        browser.await(() -> assertThat(browser.count(ROW)).isEqualTo(1));
        browser.click(ROW);
        browser.see(PARKED_BRANCH);
    }

    private void logIn(String password) {
        browser.type("#username", "admin");
        browser.type("#password", password, Keys.ENTER);
    }

    @Test
    @Order(1)
    void whoHasNotLoggedInComesBackToWhereHeWasGoing() {
        open("#/nodes");
        browser.await(() -> assertThat(browser.address()).contains("#/login"));
        assertThat(browser.count("nav")).isZero();
        logIn("wrong");
        browser.await(() -> assertThat(browser.see(".wrong").getText()).contains("is wrong"));
        browser.clear("#username");
        logIn(PASSWORD);
        browser.await(() -> assertThat(browser.see("main").getText()).contains("serving"));
        assertThat(browser.address()).endsWith("#/nodes");
        assertThat(browser.see(".who").getText()).isEqualTo("admin");
        assertThat(browser.complaints()).as("but for the refused password").hasSize(1);
    }

    @Test
    @Order(2)
    void whoTypesAnOrderNumberFindsItsTransactionAndOpensItByKeys() {
        open("");
        browser.await(() -> assertThat(browser.see(".tiles").getText()).contains("1 / 1"));
        browser.press("/");
        browser.await(() -> assertThat(browser.see("#search")).isEqualTo(browser.focused()));
        browser.await(() -> assertThat(browser.count(ROW)).isEqualTo(2));
        browser.press("O-0001");
        browser.await(() -> assertThat(browser.count(ROW)).isEqualTo(1));
        assertThat(browser.address()).endsWith("#/transactions?q=O-0001");
        browser.press(Keys.ENTER);
        browser.press(Keys.ENTER);
        browser.await(() -> assertThat(browser.see("h1").getText()).isEqualTo("place-order"));
        assertThat(browser.see(".page-head .badge").getText()).isEqualTo("Confirmed");
        assertThat(browser.see("#xid").getText()).startsWith(coordinator.address() + ":");
        assertThat(browser.count(".timeline .lane")).isEqualTo(2);
    }

    @Test
    @Order(3)
    void aFilterIsKeptInTheAddressAndUnderAName() {
        open("#/transactions");
        browser.click("#parked");
        browser.await(() -> assertThat(browser.count(ROW)).isEqualTo(1));
        assertThat(browser.see(ROW).getText()).contains("Confirming", "Parked", "O-0002");
        browser.click("#save-filter");
        browser.type("#filter-name", "Needs a hand", Keys.ENTER);
        browser.await(() -> assertThat(browser.see(".chip.here").getText()).contains("Needs a hand"));
        browser.reload();
        browser.await(() -> assertThat(browser.count(ROW)).isEqualTo(1));
        browser.click("#clear");
        browser.await(() -> assertThat(browser.count(ROW)).isEqualTo(2));
        browser.click(".chip a");
        browser.await(() -> assertThat(browser.count(ROW)).isEqualTo(1));
    }

    @Test
    @Order(4)
    void aFailedAttemptStandsInItsLaneAndLeadsToItsRecord() {
        openTheParkedOne();
        assertThat(browser.see(PARKED_BRANCH).getText()).contains("money", "the ledger is closed", "Next attempt");
        assertThat(browser.count(".timeline .lane")).isEqualTo(3);
        browser.see(".mark-failed").sendKeys(Keys.ENTER);
        browser.await(() -> assertThat(browser.see("div.chosen").getText())
                .contains("Attempt failed", "money", "\"attempt\": 1", "the ledger is closed"));
        browser.click(".records summary");
        browser.await(() -> assertThat(browser.see(".records table").getText()).contains("Parked", "key-O-0002"));
    }

    @Test
    @Order(5)
    void languageAndThemeAreRemembered() {
        open("#/nodes");
        browser.await(() -> assertThat(browser.see("main").getText()).contains("serving"));
        browser.click("#language");
        browser.await(() -> assertThat(browser.see("main").getText()).contains("服务中"));
        browser.click("#theme");
        browser.click("#theme");
        browser.reload();
        browser.await(() -> assertThat(browser.see("main").getText()).contains("服务中"));
        assertThat(browser.ofPage("lang")).isEqualTo("zh-CN");
        assertThat(browser.ofPage("data-theme")).isEqualTo("dark");
        browser.click("#language");
        browser.await(() -> assertThat(browser.ofPage("lang")).isEqualTo("en"));
    }

    @Test
    @Order(5)
    void theStatusSaysHowItIsAndWhatToCopy() {
        open("");
        browser.see(".tiles");
        browser.press("5");
        browser.await(() -> assertThat(browser.see("main").getText()).contains("Data directory", "Schema"));
        assertThat(browser.see("pre.snippet").getText()).contains("default: " + coordinator.address());
        assertThat(browser.count("pre.snippet")).isEqualTo(4);
        browser.click(".card-head .small");
        browser.await(
                () -> assertThat(browser.see(".card-head .small").getText()).contains("Copied"));
    }

    @Test
    @Order(6)
    void noPageIsWiderThanANarrowScreen() {
        browser.width(360);
        for (String page : new String[] {"", "#/transactions", "#/participants", "#/nodes", "#/status", "#/access"}) {
            open(page);
            browser.see(".card table, .tiles");
            browser.await(() -> assertThat(browser.overhang()).as(page).isLessThanOrEqualTo(0));
        }
        openTheParkedOne();
        assertThat(browser.overhang()).isLessThanOrEqualTo(0);
    }

    @Test
    @Order(7)
    void anAdminLetsAViewerInWhoMayLookAndNotAct() {
        open("#/access");
        browser.click("#make-token");
        browser.type("#tokenName", "prometheus");
        browser.click("#send");
        browser.await(() -> assertThat(browser.see("#token").getText()).startsWith("hft_"));
        browser.press(Keys.ESCAPE);
        browser.await(() -> assertThat(browser.see("#tokens").getText()).contains("prometheus", "Viewer", "never"));
        browser.click("#tokens .danger");
        browser.click("#send");
        browser.await(() -> assertThat(browser.see("#tokens").getText()).contains("There is no token."));
        browser.click("#add-user");
        browser.type("#name", "bob");
        browser.type("dialog #password", "too short");
        browser.click("#send");
        assertThat(browser.see("#add-user").isDisplayed()).isTrue();
        browser.clear("dialog #password");
        browser.type("dialog #password", PASSWORD, Keys.ENTER);
        browser.await(() -> assertThat(browser.see("#users").getText()).contains("bob", "Viewer"));
        assertThat(browser.count("#users .danger")).as("nobody removes himself").isEqualTo(1);

        browser.click(".switches .button");
        browser.await(() -> assertThat(browser.address()).contains("#/login"));
        browser.type("#username", "bob");
        browser.type("#password", PASSWORD, Keys.ENTER);
        browser.await(() -> assertThat(browser.see(".who").getText()).contains("bob", "may look, not act"));
        openTheParkedOne();
        assertThat(browser.count("[data-action]")).as("buttons that act").isZero();
        open("#/access");
        browser.see("#own-password");
        assertThat(browser.count("#users, #tokens")).isZero();

        browser.click(".switches .button");
        browser.await(() -> assertThat(browser.address()).contains("#/login"));
        logIn(PASSWORD);
        browser.await(() -> assertThat(browser.see(".who").getText()).isEqualTo("admin"));
        openTheParkedOne();
        assertThat(browser.count("[data-action]")).isPositive();
    }

    @Test
    @Order(8)
    void anActionShowsWhatWouldFollowBeforeItIsDone() {
        openTheParkedOne();
        browser.click(PARKED_BRANCH + " [data-action=RESUME]");
        browser.type("#reason", "the ledger is open again");
        browser.click("#preview");
        browser.await(() -> assertThat(browser.see("#dry-run").getText()).contains("Confirm", "money"));
        int asked = money.asked().size();
        moneyIsBack = true;
        browser.press(Keys.ENTER);
        browser.await(
                () -> assertThat(browser.see(".page-head .badge").getText()).isEqualTo("Confirmed"));
        assertThat(money.asked()).as("the dry run called nobody").hasSize(asked + 1);
        browser.click(".records summary");
        assertThat(browser.see(".records table").getText())
                .contains("Operator acted", "the ledger is open again", "admin");
    }

    @Test
    @Order(9)
    void theBrowserHasNothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    @Order(10)
    void aLostCoordinatorIsNoticedAndFoundAgain() throws Exception {
        open("");
        browser.see(".tiles");
        coordinator.kill9();
        browser.await(() -> assertThat(browser.see(".banner").getText()).contains("does not answer"));
        assertThat(browser.count(".tiles")).as("what was read stays in sight").isEqualTo(1);
        coordinator.start();
        coordinator.awaitReady();
        browser.await(() -> assertThat(browser.count(".banner")).isZero());
    }
}
