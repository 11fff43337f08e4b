// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.dubbo;

import static io.holdfast.participant.guard.Phase.CANCEL;
import static io.holdfast.participant.guard.Phase.CONFIRM;
import static io.holdfast.participant.guard.Phase.TRY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.api.CallHeaders;
import io.holdfast.participant.BranchCall;
import io.holdfast.participant.BranchCalls;
import io.holdfast.participant.PermanentRefusalException;
import io.holdfast.participant.dubbo.app.Account;
import io.holdfast.participant.dubbo.app.Effects;
import io.holdfast.participant.dubbo.app.Seats;
import io.holdfast.participant.dubbo.app.Shelf;
import io.holdfast.participant.guard.GuardAnomalyException;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.TryExpiredException;
import io.holdfast.participant.guard.TryRefusedException;
import io.holdfast.participant.seata.BranchRegister;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.spring.context.annotation.EnableDubbo;
import org.apache.dubbo.rpc.RpcContext;
import org.apache.dubbo.rpc.RpcException;
import org.apache.dubbo.rpc.service.GenericException;
import org.apache.dubbo.rpc.service.GenericService;
import org.apache.seata.core.context.RootContext;
import org.apache.seata.core.model.BranchStatus;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.core.protocol.transaction.AbstractBranchEndRequest;
import org.apache.seata.core.protocol.transaction.BranchCommitRequest;
import org.apache.seata.core.protocol.transaction.BranchRollbackRequest;
import org.apache.seata.rm.DefaultRMHandler;
import org.apache.seata.rm.DefaultResourceManager;
import org.apache.seata.spring.annotation.GlobalTransactionScanner;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A participant's application with Dubbo and Seata's starter, called as a coordinator calls it: generic calls with its
 * headers, over both protocols; and the same beans called by Seata's client, whose branches are registered offline.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OneCallIT {

    /** 127.0.0.1 as one number: where it reads 127.0.0.1, Dubbo listens on every address, and dials another. */
    private static final String LOOPBACK = "2130706433";

    private static final AtomicInteger LAST_TRANSACTION = new AtomicInteger();

    /** Proxies the participants as ever, but needs no coordinator. */
    static final class OfflineScanner extends GlobalTransactionScanner {
        private static final long serialVersionUID = 1L;

        OfflineScanner() {
            super("one-call-test", "one-call-test-group");
        }

        @Override
        protected void initClient() {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableDubbo(scanBasePackages = "io.holdfast.participant.dubbo.app")
    @Import(Effects.class)
    static class Application {
        @Bean
        static GlobalTransactionScanner globalTransactionScanner() {
            return new OfflineScanner();
        }

        @Bean
        ApplicationConfig dubboApplication() {
            ApplicationConfig application = new ApplicationConfig("one-call-test");
            application.setQosEnable(false);
            application.setShutwait("100");
            return application;
        }

        @Bean
        RegistryConfig dubboRegistry() {
            return new RegistryConfig(RegistryConfig.NO_AVAILABLE);
        }

        @Bean
        ProtocolConfig triple(Environment environment) {
            return protocol("tri", environment);
        }

        @Bean
        ProtocolConfig dubbo(Environment environment) {
            return protocol("dubbo", environment);
        }

        private static ProtocolConfig protocol(String name, Environment environment) {
            ProtocolConfig protocol = new ProtocolConfig(name, environment.getRequiredProperty(name, Integer.class));
            protocol.setHost(LOOPBACK);
            return protocol;
        }
    }

    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, GenericService> services = new HashMap<>();
    private final List<ReferenceConfig<GenericService>> references = new ArrayList<>();
    private BranchRegister seatasBranches;
    private ConfigurableApplicationContext application;
    private JdbcTemplate jdbc;
    private Effects effects;
    private String xid;

    @BeforeAll
    void start() throws IOException {
        for (String protocol : List.of("tri", "dubbo")) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports.put(protocol, free.getLocalPort());
            }
        }
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of(
                        "spring.application.name", "one-call-test",
                        "spring.datasource.url", "jdbc:h2:mem:one-call;DB_CLOSE_DELAY=-1;MODE=MySQL",
                        "spring.flyway.enabled", "false",
                        "seata.enable-auto-data-source-proxy", "false",
                        "tri", ports.get("tri"),
                        "dubbo", ports.get("dubbo")))
                .initializers(context -> {
                    seatasBranches = new BranchRegister(); // not before: Seata reads its settings from the environment
                    assertThat(DefaultResourceManager.get()).isNotNull(); // it fills its map when it is made
                    DefaultResourceManager.mockResourceManager(BranchType.TCC, seatasBranches);
                })
                .run();
        jdbc = application.getBean(JdbcTemplate.class);
        effects = application.getBean(Effects.class);
    }

    @AfterAll
    void stop() {
        references.forEach(ReferenceConfig::destroy);
        application.close();
    }

    @BeforeEach
    void beginTransaction() {
        xid = "127.0.0.1:8091:" + LAST_TRANSACTION.incrementAndGet();
    }

    private GenericService service(String protocol, Class<?> type) {
        return services.computeIfAbsent(protocol + type.getName(), any -> {
            ReferenceConfig<GenericService> reference = new ReferenceConfig<>();
            reference.setInterface(type.getName());
            reference.setGeneric("true");
            reference.setUrl(protocol + "://" + LOOPBACK + ":" + ports.get(protocol));
            reference.setTimeout(20_000);
            reference.setRetries(0);
            references.add(reference);
            return reference.get();
        });
    }

    /** One service with its three methods, as a submission names them, on one wire. */
    private final class Remote {
        private final GenericService service;
        private final String action;
        private final String confirmMethod;
        private final String cancelMethod;

        Remote(String protocol, Class<?> type, String action, String confirmMethod, String cancelMethod) {
            this.service = service(protocol, type);
            this.action = action;
            this.confirmMethod = confirmMethod;
            this.cancelMethod = cancelMethod;
        }

        Object call(Phase phase, long branch, Object... arguments) {
            return callWithin(10_000, phase, branch, arguments);
        }

        Object callWithin(long remainingMillis, Phase phase, long branch, Object... arguments) {
            RpcContext.getClientAttachment().setAttachment(CallHeaders.XID, xid);
            RpcContext.getClientAttachment().setAttachment(CallHeaders.BRANCH_ID, Long.toString(branch));
            RpcContext.getClientAttachment().setAttachment(CallHeaders.PHASE, phase.name());
            RpcContext.getClientAttachment().setAttachment(CallHeaders.ACTION, action);
            RpcContext.getClientAttachment().setAttachment(CallHeaders.ATTEMPT, "1");
            RpcContext.getClientAttachment()
                    .setAttachment(CallHeaders.REMAINING_MILLIS, Long.toString(remainingMillis));
            String method =
                    switch (phase) {
                        case TRY -> action;
                        case CONFIRM -> confirmMethod;
                        case CANCEL -> cancelMethod;
                    };
            try {
                return service.$invoke(method, null, arguments);
            } finally {
                RpcContext.removeClientAttachment();
            }
        }

        GenericException failure(Phase phase, long branch, Object... arguments) {
            return catchThrowableOfType(GenericException.class, () -> call(phase, branch, arguments));
        }
    }

    private Remote shelf(String protocol) {
        return new Remote(protocol, Shelf.class, "freeze", "confirm", "cancel");
    }

    private Remote account(String protocol) {
        return new Remote(protocol, Account.class, "reserve", "capture", "refund");
    }

    private Remote seats(String protocol) {
        return new Remote(protocol, Seats.class, "prepare", "confirm", "cancel");
    }

    private List<Integer> rows() {
        return jdbc.queryForList(
                "SELECT status FROM tcc_fence_log WHERE xid = ? ORDER BY branch_id", Integer.class, xid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tri", "dubbo"})
    void anAnnotatedBeanThatShowsTryAloneIsConfirmedOnceHoweverOftenTheCallsCome(String protocol) {
        Remote shelf = shelf(protocol);
        for (int i = 0; i < 2; i++) {
            assertThat(shelf.call(TRY, 1, "O-1", "SKU-1", 2)).isEqualTo(true);
        }
        assertThat(rows()).containsExactly(1);
        for (int i = 0; i < 2; i++) {
            assertThat(shelf.call(CONFIRM, 1, "O-1", "SKU-1", 2)).isEqualTo(true);
        }
        assertThat(effects.of(xid)).containsExactly("froze 2 SKU-1 for 1", "sold 2 SKU-1");
        assertThat(rows()).containsExactly(2);
        assertThat(shelf.failure(CANCEL, 1, "O-1", "SKU-1", 2).getExceptionClass())
                .isEqualTo(GuardAnomalyException.class.getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tri", "dubbo"})
    void aCancelThatOvertakesItsTryDoesNothingAndTheTryIsRefused(String protocol) {
        Remote shelf = shelf(protocol);
        for (int i = 0; i < 2; i++) {
            assertThat(shelf.call(CANCEL, 1, "O-1", "SKU-1", 2)).isEqualTo(true);
        }
        for (int i = 0; i < 2; i++) {
            GenericException refused = shelf.failure(TRY, 1, "O-1", "SKU-1", 2);
            assertThat(refused.getExceptionClass()).isEqualTo(TryRefusedException.class.getName());
            assertThat(refused.getExceptionMessage()).contains("shelf", xid, "cancelled before");
        }
        assertThat(effects.of(xid)).isEmpty();
        assertThat(rows()).containsExactly(4);
        assertThat(shelf.failure(CONFIRM, 1, "O-1", "SKU-1", 2).getExceptionClass())
                .isEqualTo(GuardAnomalyException.class.getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tri", "dubbo"})
    void aTryThatRefusesLeavesNothingAndItsOwnExceptionArrives(String protocol) {
        GenericException refused = shelf(protocol).failure(TRY, 1, "O-1", "SKU-1", 11);
        assertThat(refused.getExceptionClass()).isEqualTo(Shelf.OutOfStock.class.getName());
        assertThat(refused.getExceptionMessage()).isEqualTo("SKU-1 is sold out");
        assertThat(effects.of(xid)).isEmpty();
        assertThat(rows()).isEmpty();
        assertThat(shelf(protocol).call(CANCEL, 1, "O-1", "SKU-1", 11)).isEqualTo(true);
        assertThat(effects.of(xid)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tri", "dubbo"})
    void aBeanWithTheAnnotationOnItsInterfaceGetsWhatSeatasClientWouldGiveIt(String protocol) {
        Remote account = account(protocol);
        assertThat(account.call(TRY, 1, null, "alice", new BigDecimal("19.90"))).isNull();
        assertThat(account.call(CONFIRM, 1, null, "alice", new BigDecimal("19.90")))
                .isEqualTo(true);
        account.call(TRY, 2, null, "bob", new BigDecimal("5"));
        assertThat(account.call(CANCEL, 2, null, "bob", new BigDecimal("5"))).isEqualTo(true);
        assertThat(effects.of(xid))
                .containsExactly(
                        "reserved 19.90 of alice", "captured 19.90 of alice", "reserved 5 of bob", "refunded bob");
        assertThat(rows()).containsExactly(2, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tri", "dubbo"})
    void aPlainActionIsServedWithoutSeata(String protocol) {
        Remote seats = seats(protocol);
        Map<String, Object> request = Map.of("orderNo", "O-1", "row", 7);
        assertThat(seats.call(TRY, 1, request)).isEqualTo(Map.of("row", 7, "timeLeft", true));
        assertThat(seats.call(CONFIRM, 1, request)).isEqualTo(true);
        assertThat(seats.call(CONFIRM, 1, request)).isEqualTo(true);
        assertThat(seats.failure(TRY, 2, Map.of("orderNo", "O-2", "row", 31)).getExceptionMessage())
                .isEqualTo("there is no row 31");
        seats.call(TRY, 3, Map.of("orderNo", "O-3", "row", 8));
        assertThat(seats.call(CANCEL, 3, Map.of("orderNo", "O-3", "row", 8))).isEqualTo(true);
        assertThat(effects.of(xid))
                .containsExactly("holds row 7 in attempt 1", "sold row 7", "holds row 8 in attempt 1", "freed row 8");
    }

    @Test
    void aPlainActionCannotBeCalledPastTheGuard() {
        GenericService seats = service("tri", Seats.class);
        Map<String, Object> request = Map.of("orderNo", "O-1", "row", 7);
        assertThatThrownBy(() -> seats.$invoke("confirm", null, new Object[] {null, request}))
                .isInstanceOf(GenericException.class)
                .hasMessageContaining("only a coordinator's call");
    }

    @Test
    void aCallWithoutHeadersIsServedAsEver() {
        assertThatThrownBy(() -> service("tri", Shelf.class).$invoke("confirm", null, new Object[] {"O-1", "SKU-1", 1}))
                .isInstanceOf(RpcException.class);
        // It reaches the method, which has no branch to work for.
        assertThatThrownBy(() -> service("tri", Shelf.class).$invoke("freeze", null, new Object[] {"O-1", "SKU-1", 1}))
                .isInstanceOf(GenericException.class)
                .hasMessageContaining("NullPointerException");
        assertThat(rows()).isEmpty();
    }

    @Test
    void aConfirmThatAnswersFalseIsRolledBackAndCalledAgain() {
        Remote shelf = shelf("tri");
        shelf.call(TRY, 1, "O-1", "SKU-1", 2);
        effects.close(true);
        try {
            assertThat(shelf.call(CONFIRM, 1, "O-1", "SKU-1", 2)).isEqualTo(false);
        } finally {
            effects.close(false);
        }
        assertThat(effects.of(xid)).containsExactly("froze 2 SKU-1 for 1");
        assertThat(shelf.call(CONFIRM, 1, "O-1", "SKU-1", 2)).isEqualTo(true);
        assertThat(effects.of(xid)).containsExactly("froze 2 SKU-1 for 1", "sold 2 SKU-1");
    }

    @Test
    void aRefusalForGoodArrivesWithItsClass() {
        Remote account = account("tri");
        account.call(TRY, 1, null, "blocked", BigDecimal.ONE);
        GenericException refused = account.failure(CONFIRM, 1, null, "blocked", BigDecimal.ONE);
        assertThat(refused.getExceptionClass()).isEqualTo(PermanentRefusalException.class.getName());
        assertThat(refused.getExceptionMessage()).isEqualTo("the account of blocked is closed for good");
        assertThat(rows()).containsExactly(1);
    }

    @Test
    void cancelIsCalledOnceAfterATryThatFailedIfTheActionSaysSo() {
        Remote account = account("tri");
        assertThat(account.failure(TRY, 1, null, "nobody", BigDecimal.ONE).getExceptionMessage())
                .contains("the line broke");
        assertThat(effects.of(xid)).isEmpty();
        for (int i = 0; i < 2; i++) {
            assertThat(account.call(CANCEL, 1, null, "nobody", BigDecimal.ONE)).isEqualTo(true);
        }
        assertThat(effects.of(xid)).containsExactly("refunded nobody");
        assertThat(rows()).containsExactly(3);
        assertThat(account.failure(TRY, 1, null, "nobody", BigDecimal.ONE).getExceptionClass())
                .isEqualTo(TryRefusedException.class.getName());
    }

    @Test
    void aTryWhoseTimeIsOverWhenItArrivesWritesNothing() {
        Remote shelf = shelf("tri");
        for (long remaining : new long[] {0, -5}) {
            GenericException expired = catchThrowableOfType(
                    GenericException.class, () -> shelf.callWithin(remaining, TRY, 1, "O-1", "SKU-1", 2));
            assertThat(expired.getExceptionClass()).isEqualTo(TryExpiredException.class.getName());
            assertThat(expired.getExceptionMessage()).contains("deadline had passed when it arrived");
        }
        assertThat(effects.of(xid)).isEmpty();
        assertThat(rows()).isEmpty();
    }

    @Test
    void aTryWhoseTimeIsOverBeforeItCommitsWritesNothing() {
        String order = "slow " + xid;
        long until = System.nanoTime() + Duration.ofMillis(400).toNanos();
        effects.whileHandling(order, () -> Awaitility.await().until(() -> System.nanoTime() > until));
        GenericException expired = catchThrowableOfType(
                GenericException.class, () -> shelf("tri").callWithin(300, TRY, 1, order, "SKU-1", 2));
        assertThat(expired.getExceptionClass()).isEqualTo(TryExpiredException.class.getName());
        assertThat(expired.getExceptionMessage()).contains("deadline had passed when it was about to commit");
        assertThat(effects.of(xid)).isEmpty();
        assertThat(rows()).isEmpty();
    }

    @Test
    void aConfirmIsNotBoundToTheTimeForWhichItsAnswerIsAwaited() {
        Remote shelf = shelf("tri");
        shelf.call(TRY, 1, "O-1", "SKU-1", 2);
        assertThat(shelf.callWithin(0, CONFIRM, 1, "O-1", "SKU-1", 2)).isEqualTo(true);
    }

    @Test
    void aRepeatedTryOfAnotherBranchUnderTheSameBusinessKeyHasOneEffect() {
        Remote shelf = shelf("tri");
        assertThat(shelf.call(TRY, 1, "O-1", "SKU-1", 2)).isEqualTo(true);
        assertThat(shelf.call(TRY, 2, "O-1", "SKU-1", 2)).isEqualTo(true);
        assertThat(shelf.call(TRY, 3, "O-2", "SKU-1", 1)).isEqualTo(true);
        for (long branch : new long[] {2, 1, 2}) {
            assertThat(shelf.call(CONFIRM, branch, "O-1", "SKU-1", 2)).isEqualTo(true);
        }
        shelf.call(CONFIRM, 3, "O-2", "SKU-1", 1);
        assertThat(effects.of(xid))
                .containsExactly("froze 2 SKU-1 for 1", "froze 1 SKU-1 for 3", "sold 2 SKU-1", "sold 1 SKU-1");
        assertThat(rows()).containsExactly(2, 2, 2);
    }

    @Test
    void aCancelWithArgumentsThatFitNoTrySucceedsAndTheTryIsRefused() {
        Remote shelf = shelf("tri");
        assertThatThrownBy(() -> shelf.call(TRY, 1, "O-1", "SKU-1", "many")).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> shelf.call(TRY, 2, "O-1")).isInstanceOf(Exception.class);
        assertThat(shelf.call(CANCEL, 1, "O-1", "SKU-1", "many")).isEqualTo(true);
        assertThat(shelf.call(CANCEL, 2, "O-1")).isEqualTo(true);
        assertThat(shelf.call(CANCEL, 3, null, "SKU-1", 2)).isEqualTo(true);
        Remote unknown = new Remote("tri", Shelf.class, "freez", "confirm", "cancel");
        assertThat(unknown.failure(TRY, 4, "O-1", "SKU-1", 1).getExceptionMessage())
                .contains("no action whose Try is freez", "shelf");
        assertThat(unknown.call(CANCEL, 4, "O-1", "SKU-1", 1)).isEqualTo(true);
        Remote seats = seats("tri");
        assertThat(seats.failure(TRY, 5, "seven").getExceptionMessage()).contains("does not fit");
        assertThat(seats.call(CANCEL, 5, "seven")).isEqualTo(true);
        assertThat(rows()).containsExactly(4, 4, 4, 4, 4);
        assertThat(shelf.failure(TRY, 1, "O-1", "SKU-1", 1).getExceptionClass())
                .isEqualTo(TryRefusedException.class.getName());
        assertThat(effects.of(xid)).isEmpty();
    }

    @Test
    void aConfirmWithArgumentsThatFitNoTryIsNeverTrue() {
        Remote shelf = shelf("tri");
        shelf.call(TRY, 1, "O-1", "SKU-1", 2);
        assertThatThrownBy(() -> shelf.call(CONFIRM, 1, "O-1")).isInstanceOf(Exception.class);
        assertThat(shelf.failure(CANCEL, 1, "O-1")).isNotNull();
        assertThat(rows()).containsExactly(1);
    }

    @Test
    void theSameBeanServesSeatasClientWhichRegistersItsBranchesAndNoneForTheCoordinatorsCalls() throws Exception {
        long before = seatasBranches.lastBranchId();
        shelf("tri").call(TRY, 1, "O-1", "SKU-1", 2);
        shelf("dubbo").call(CONFIRM, 1, "O-1", "SKU-1", 2);
        assertThat(seatasBranches.lastBranchId()).isEqualTo(before);
        assertThat(freezeBySeata("O-2", 3)).isTrue();
        long branch = seatasBranches.lastBranchId();
        assertThat(branch).isEqualTo(before + 1);
        assertThat(phaseTwo(new BranchCommitRequest(), branch)).isEqualTo(BranchStatus.PhaseTwo_Committed);
        assertThat(effects.of(xid))
                .containsExactly("froze 2 SKU-1 for 1", "sold 2 SKU-1", "froze 3 SKU-1 for " + branch, "sold 3 SKU-1");
    }

    /** What Seata's client does when the framework below the caller repeats the call: a new branch each time. */
    @Test
    void aTryThatIsRepeatedThroughSeatasClientHasOneEffectUnderItsBusinessKey() throws Exception {
        assertThat(freezeBySeata("O-1", 2)).isTrue();
        assertThat(freezeBySeata("O-1", 2)).isTrue();
        long second = seatasBranches.lastBranchId();
        assertThat(phaseTwo(new BranchRollbackRequest(), second)).isEqualTo(BranchStatus.PhaseTwo_Rollbacked);
        assertThat(effects.of(xid)).containsExactly("froze 2 SKU-1 for " + (second - 1));
        assertThat(phaseTwo(new BranchRollbackRequest(), second - 1)).isEqualTo(BranchStatus.PhaseTwo_Rollbacked);
        assertThat(effects.of(xid)).containsExactly("froze 2 SKU-1 for " + (second - 1), "released 2");
        assertThat(rows()).containsExactly(3, 3);
    }

    /** The first Try registered its branch and failed; the repeated one succeeded, and the caller commits. */
    @Test
    void aBranchWhoseTryFailedIsConfirmedWithTheOneThatRepeatedIt() throws Exception {
        String order = "fails once " + xid;
        AtomicInteger calls = new AtomicInteger();
        effects.whileHandling(order, () -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("a deadlock of the business");
            }
        });
        assertThatThrownBy(() -> freezeBySeata(order, 2)).hasMessage("a deadlock of the business");
        long failed = seatasBranches.lastBranchId();
        assertThat(freezeBySeata(order, 2)).isTrue();
        assertThat(phaseTwo(new BranchCommitRequest(), failed)).isEqualTo(BranchStatus.PhaseTwo_Committed);
        assertThat(phaseTwo(new BranchCommitRequest(), failed + 1)).isEqualTo(BranchStatus.PhaseTwo_Committed);
        assertThat(effects.of(xid)).containsExactly("froze 2 SKU-1 for " + (failed + 1), "sold 2 SKU-1");
        seatasBranches.nextBranchId(failed);
        assertThatThrownBy(() -> freezeBySeata(order, 2)).isInstanceOf(TryRefusedException.class);
        seatasBranches.nextBranchId(failed + 2);
    }

    @Test
    void inTheProcessTheSameCallsAreServedWithoutAWire() throws Throwable {
        BranchCalls calls = application.getBean(BranchCalls.class);
        Shelf shelf = application.getBean(Shelf.class);
        Seats seats = application.getBean(Seats.class);
        assertThat(calls.call(shelf, "freeze", new BranchCall(xid, 1, TRY, 1, 5000), "O-1", "SKU-1", 2))
                .isEqualTo(true);
        assertThat(calls.call(shelf, null, new BranchCall(xid, 1, CONFIRM, 1, 5000), "O-1", "SKU-1", 2))
                .isEqualTo(true);
        Seats.Request request = new Seats.Request("O-1", 3);
        calls.call(seats, "seats", new BranchCall(xid, 2, TRY, 2, 5000), request);
        assertThat(calls.call(seats, null, new BranchCall(xid, 2, CANCEL, 1, 5000), request))
                .isEqualTo(true);
        assertThatThrownBy(() -> calls.call(seats, "reserve", new BranchCall(xid, 3, TRY, 1, 5000), request))
                .isInstanceOf(PermanentRefusalException.class)
                .hasMessageContainingAll("SeatsParticipant", "reserve", "seats");
        assertThat(effects.of(xid))
                .containsExactly("froze 2 SKU-1 for 1", "sold 2 SKU-1", "holds row 3 in attempt 2", "freed row 3");
    }

    @Test
    void aCancelThatMeetsARunningTryWaitsForItAndUndoesIt() throws Exception {
        String order = "running " + xid;
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        effects.whileHandling(order, () -> {
            running.countDown();
            try {
                assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread trying = new Thread(() -> shelf("tri").call(TRY, 1, order, "SKU-1", 2));
        trying.start();
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
        Thread cancelling = new Thread(() -> shelf("tri").call(CANCEL, 1, order, "SKU-1", 2));
        cancelling.start();
        Awaitility.await()
                .until(() -> jdbc.queryForObject(
                                "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE SESSION_STATE = 'RUNNING'"
                                        + " AND EXECUTING_STATEMENT LIKE 'INSERT INTO tcc%'",
                                Integer.class)
                        == 1);
        goOn.countDown();
        trying.join();
        cancelling.join();
        assertThat(effects.of(xid)).containsExactly("froze 2 SKU-1 for 1", "released 2");
        assertThat(rows()).containsExactly(3);
    }

    /** As the stock client's interceptor sees a call whose global transaction came along. */
    private boolean freezeBySeata(String orderNo, int count) throws Exception {
        RootContext.bind(xid);
        try {
            return application.getBean(Shelf.class).freeze(orderNo, "SKU-1", count);
        } finally {
            RootContext.unbind();
        }
    }

    private BranchStatus phaseTwo(AbstractBranchEndRequest request, long branchId) {
        request.setXid(xid);
        request.setBranchId(branchId);
        request.setBranchType(BranchType.TCC);
        request.setResourceId("shelf");
        request.setApplicationData(seatasBranches.applicationData(branchId));
        return request instanceof BranchCommitRequest commit
                ? DefaultRMHandler.get().handle(commit).getBranchStatus()
                : DefaultRMHandler.get().handle((BranchRollbackRequest) request).getBranchStatus();
    }
}
