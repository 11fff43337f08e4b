// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.participant.guard.TryAlreadyDoneException;
import io.holdfast.participant.guard.TryRefusedException;
import io.holdfast.participant.reconcile.Reconciler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.seata.core.context.RootContext;
import org.apache.seata.core.model.BranchStatus;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.core.protocol.transaction.AbstractBranchEndRequest;
import org.apache.seata.core.protocol.transaction.BranchCommitRequest;
import org.apache.seata.core.protocol.transaction.BranchRollbackRequest;
import org.apache.seata.rm.DefaultRMHandler;
import org.apache.seata.rm.DefaultResourceManager;
import org.apache.seata.rm.fence.SpringFenceConfig;
import org.apache.seata.rm.fence.SpringFenceHandler;
import org.apache.seata.spring.annotation.GlobalTransactionScanner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A Spring Boot application with Seata's own starter, proxies, interceptor and resource manager, and no line of code
 * that knows the guard: the guard is what runs. Phase 2 arrives as the client's message handler gets it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StockClientIT {

    /** Proxies the participants as ever, but needs no coordinator. */
    static final class OfflineScanner extends GlobalTransactionScanner {
        private static final long serialVersionUID = 1L;

        OfflineScanner() {
            super("guard-test", "guard-test-group");
        }

        @Override
        protected void initClient() {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({StockBusiness.class, ReserveBusiness.class})
    static class Application {
        @Bean
        static GlobalTransactionScanner globalTransactionScanner() {
            return new OfflineScanner();
        }
    }

    private final AtomicInteger lastTransaction = new AtomicInteger();
    /** What it says is a coordinator's answer, however the participant comes to ask. */
    private final AtomicReference<String> coordinatorsAnswer = new AtomicReference<>("");

    private HttpServer coordinator;
    private BranchRegister branches;
    private ConfigurableApplicationContext application;
    private JdbcTemplate jdbc;
    private StockAction stock;
    private String xid;

    @BeforeAll
    void start() throws IOException {
        coordinator = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        coordinator.createContext("/v1/transactions/", exchange -> {
            byte[] answer = coordinatorsAnswer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        coordinator.start();
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of(
                        "spring.application.name", "guard-test",
                        "spring.datasource.url", "jdbc:h2:mem:stock-client;DB_CLOSE_DELAY=-1;MODE=MySQL",
                        "holdfast.guard.reconcile.coordinator",
                                "http://127.0.0.1:" + coordinator.getAddress().getPort(),
                        "holdfast.guard.reconcile.interval", "1h",
                        "seata.enable-auto-data-source-proxy", "false"))
                .initializers(context -> {
                    branches = new BranchRegister(); // not before: Seata reads its settings from the environment
                    assertThat(DefaultResourceManager.get()).isNotNull(); // it fills its map when it is made
                    DefaultResourceManager.mockResourceManager(BranchType.TCC, branches);
                })
                .run();
        jdbc = application.getBean(JdbcTemplate.class);
        stock = application.getBean(StockAction.class);
        jdbc.execute("CREATE TABLE stock (sku VARCHAR(10) PRIMARY KEY, available INT, frozen INT, sold INT)");
    }

    @AfterAll
    void stop() {
        application.close();
        coordinator.stop(0);
    }

    @BeforeEach
    void beginTransaction() {
        jdbc.update("DELETE FROM stock");
        jdbc.update("INSERT INTO stock VALUES ('SKU-1', 10, 0, 0)");
        jdbc.update("DELETE FROM tcc_fence_log");
        jdbc.update("DELETE FROM tcc_branch_call");
        xid = "127.0.0.1:8091:" + lastTransaction.incrementAndGet();
        RootContext.bind(xid);
    }

    @AfterEach
    void endTransaction() {
        RootContext.unbind();
        application.getBean(StockBusiness.class).refuse(false);
    }

    private BranchStatus commit(long branchId) {
        return DefaultRMHandler.get()
                .handle(fill(new BranchCommitRequest(), branchId))
                .getBranchStatus();
    }

    private BranchStatus rollback(long branchId) {
        return DefaultRMHandler.get()
                .handle(fill(new BranchRollbackRequest(), branchId))
                .getBranchStatus();
    }

    private <T extends AbstractBranchEndRequest> T fill(T request, long branchId) {
        request.setXid(xid);
        request.setBranchId(branchId);
        request.setBranchType(BranchType.TCC);
        request.setResourceId("freeze-stock");
        request.setApplicationData(branches.applicationData(branchId));
        return request;
    }

    private long freeze(int count) throws Exception {
        assertThat(stock.freeze(null, "SKU-1", count)).isTrue();
        return branches.lastBranchId();
    }

    private List<Integer> stockNow() {
        return jdbc.queryForObject(
                "SELECT available, frozen, sold FROM stock",
                (row, number) -> List.of(row.getInt(1), row.getInt(2), row.getInt(3)));
    }

    private List<Integer> rows() {
        return jdbc.queryForList("SELECT status FROM tcc_fence_log", Integer.class);
    }

    /** These tests run on two Spring Boots: on both, really. */
    @Test
    void thisIsTheSpringBootThatTheBuildNames() {
        assertThat(System.getProperty("expected.spring-boot.version")).isEqualTo(SpringBootVersion.getVersion());
    }

    @Test
    void theGuardIsInPlaceAndSeatasOwnFenceIsNot() {
        assertThat(AopUtils.isAopProxy(stock)).isTrue();
        assertThat(application.getBeansOfType(SpringFenceConfig.class).values())
                .hasOnlyElementsOfType(GuardFenceConfig.class)
                .hasSize(1);
        // Whatever touches Seata's handler later, and so initialises its class, does not bring it back.
        SpringFenceHandler.setDataSource(null);
        branches.nextBranchId(900);
        rollbackUnregistered(900);
        branches.nextBranchId(900);
        assertThatThrownBy(() -> freeze(1)).isInstanceOf(TryRefusedException.class);
    }

    /** A Cancel whose Try has not been here: the data comes from the registration that the Try made elsewhere. */
    private void rollbackUnregistered(long branchId) {
        branches.branchRegister(
                BranchType.TCC, "freeze-stock", null, xid, "{\"actionContext\":{\"useTCCFence\":true}}", null);
        assertThat(rollback(branchId)).isEqualTo(BranchStatus.PhaseTwo_Rollbacked);
    }

    @Test
    void aConfirmedFreezeIsSoldOnceHoweverOftenConfirmComes() throws Exception {
        long branch = freeze(2);
        assertThat(rows()).containsExactly(1);
        assertThat(stockNow()).containsExactly(8, 2, 0);
        assertThat(commit(branch)).isEqualTo(BranchStatus.PhaseTwo_Committed);
        assertThat(commit(branch)).isEqualTo(BranchStatus.PhaseTwo_Committed);
        assertThat(rows()).containsExactly(2);
        assertThat(stockNow()).containsExactly(8, 0, 2);
    }

    @Test
    void aCancelledFreezeIsReleasedOnceHoweverOftenCancelComes() throws Exception {
        long branch = freeze(3);
        assertThat(rollback(branch)).isEqualTo(BranchStatus.PhaseTwo_Rollbacked);
        assertThat(rollback(branch)).isEqualTo(BranchStatus.PhaseTwo_Rollbacked);
        assertThat(rows()).containsExactly(3);
        assertThat(stockNow()).containsExactly(10, 0, 0);
    }

    @Test
    void aCancelThatOvertakesItsTryDoesNothingAndTheTryIsRefused() {
        branches.nextBranchId(500);
        rollbackUnregistered(500);
        assertThat(rows()).containsExactly(4);
        for (int late = 0; late < 2; late++) {
            branches.nextBranchId(500);
            assertThatThrownBy(() -> freeze(1))
                    .isInstanceOf(TryRefusedException.class)
                    .hasMessageContainingAll("freeze-stock", xid);
        }
        assertThat(stockNow()).containsExactly(10, 0, 0);
        assertThat(rows()).containsExactly(4);
    }

    @Test
    void aDuplicateTryAnswersSuccessAndFreezesNothing() throws Exception {
        long branch = freeze(2);
        branches.nextBranchId(branch);
        assertThat(stock.freeze(null, "SKU-1", 2)).isTrue();
        assertThat(stockNow()).containsExactly(8, 2, 0);
        assertThat(rows()).containsExactly(1);
    }

    @Test
    void aDuplicateTryThatAnsweredWithMoreThanSuccessIsToldSo() {
        ReserveAction seats = application.getBean(ReserveAction.class);
        branches.nextBranchId(700);
        assertThat(seats.reserve(null)).startsWith("seat ");
        branches.nextBranchId(700);
        assertThatThrownBy(() -> seats.reserve(null)).isInstanceOf(TryAlreadyDoneException.class);
        assertThat(rows()).containsExactly(1);
    }

    @Test
    void aTryThatFailsLeavesNothingAndItsOwnExceptionArrives() {
        assertThatThrownBy(() -> stock.freeze(null, "SKU-1", 11)).isInstanceOf(StockAction.OutOfStock.class);
        assertThat(rows()).isEmpty();
        assertThat(stockNow()).containsExactly(10, 0, 0);
        assertThat(rollback(branches.lastBranchId())).isEqualTo(BranchStatus.PhaseTwo_Rollbacked);
        assertThat(rows()).containsExactly(4);
        assertThat(stockNow()).containsExactly(10, 0, 0);
    }

    @Test
    void aConfirmThatWasCancelledOrNeverTriedIsNeverAnsweredWithCommitted() throws Exception {
        long branch = freeze(1);
        rollback(branch);
        assertThat(commit(branch)).isEqualTo(BranchStatus.PhaseTwo_CommitFailed_Retryable);
        assertThat(rows()).containsExactly(3);
        jdbc.update("DELETE FROM tcc_fence_log");
        assertThat(commit(branch)).isEqualTo(BranchStatus.PhaseTwo_CommitFailed_Retryable);
        assertThat(rows()).isEmpty();
        assertThat(stockNow()).containsExactly(10, 0, 0);
    }

    @Test
    void aCancelAfterConfirmIsNeverAnsweredWithRollbacked() throws Exception {
        long branch = freeze(1);
        commit(branch);
        assertThat(rollback(branch)).isEqualTo(BranchStatus.PhaseTwo_RollbackFailed_Retryable);
        assertThat(stockNow()).containsExactly(9, 0, 1);
    }

    @Test
    void aPhaseTwoThatFailsIsUndoneWithItsRowAndWorksWhenCalledAgain() throws Exception {
        StockBusiness business = application.getBean(StockBusiness.class);
        long sold = freeze(1);
        long released = freeze(2);
        business.refuse(true);
        assertThat(commit(sold)).isEqualTo(BranchStatus.PhaseTwo_CommitFailed_Retryable);
        assertThat(rollback(released)).isEqualTo(BranchStatus.PhaseTwo_RollbackFailed_Retryable);
        assertThat(rows()).containsExactly(1, 1);
        assertThat(stockNow()).containsExactly(7, 3, 0);
        business.refuse(false);
        assertThat(commit(sold)).isEqualTo(BranchStatus.PhaseTwo_Committed);
        assertThat(rollback(released)).isEqualTo(BranchStatus.PhaseTwo_Rollbacked);
        assertThat(stockNow()).containsExactly(9, 0, 1);
    }

    @Test
    void branchesWhosePhaseTwoNeverCameAreFinishedFromWhatWasKeptOfTheirTrys() throws Exception {
        long sold = freeze(2);
        reconcile("CONFIRMED");
        assertThat(stockNow()).containsExactly(8, 0, 2);
        assertThat(commit(sold)).isEqualTo(BranchStatus.PhaseTwo_Committed);
        long released = freeze(3);
        reconcile("CANCELLING");
        assertThat(stockNow()).containsExactly(8, 0, 2);
        assertThat(rollback(released)).isEqualTo(BranchStatus.PhaseTwo_Rollbacked);
        assertThat(rows()).containsExactlyInAnyOrder(2, 3);
        assertThat(jdbc.queryForList("SELECT xid FROM tcc_branch_call")).isEmpty();
    }

    private void reconcile(String status) throws InterruptedException {
        coordinatorsAnswer.set("{\"xid\": \"" + xid + "\", \"status\": \"" + status + "\", \"branches\": []}");
        jdbc.update("UPDATE tcc_branch_call SET due_at = TIMESTAMP '2020-01-01 00:00:00'");
        application.getBean(Reconciler.class).reconcile();
    }

    @Test
    void withoutAGlobalTransactionTheGuardIsNotAsked() throws Exception {
        RootContext.unbind();
        assertThat(stock.freeze(null, "SKU-1", 1)).isTrue();
        assertThat(rows()).isEmpty();
        RootContext.bind(xid);
    }
}
