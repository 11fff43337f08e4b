// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.admin.security.ApiTokens;
import io.holdfast.coordinator.admin.security.FirstPassword;
import io.holdfast.coordinator.call.DirectParticipants;
import io.holdfast.coordinator.dubbo.DubboApplication;
import io.holdfast.coordinator.dubbo.call.DubboWire;
import io.holdfast.coordinator.dubbo.front.ApiCertificate;
import io.holdfast.coordinator.dubbo.front.ApiServer;
import io.holdfast.coordinator.http.HttpWire;
import io.holdfast.coordinator.lane.Lane;
import io.holdfast.coordinator.lane.LaneState;
import io.holdfast.coordinator.lane.Router;
import io.holdfast.coordinator.lane.Ways;
import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.port.Accounts;
import io.holdfast.coordinator.port.Coordinator;
import io.holdfast.coordinator.port.Elsewhere;
import io.holdfast.coordinator.port.LaneTable;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.Outbox;
import io.holdfast.coordinator.port.Ownership;
import io.holdfast.coordinator.port.ParticipantsSeen;
import io.holdfast.coordinator.port.ThisNode;
import io.holdfast.coordinator.port.Traces;
import io.holdfast.coordinator.port.TransactionLog;
import io.holdfast.coordinator.port.TransactionSearch;
import io.holdfast.coordinator.seata.AccessKeys;
import io.holdfast.coordinator.seata.AddressProbe;
import io.holdfast.coordinator.seata.SeataServer;
import io.holdfast.coordinator.watch.LogWatch;
import io.holdfast.coordinator.watch.RequestWatch;
import io.holdfast.coordinator.watch.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.SmartLifecycle;

/**
 * The coordinator of this process: the log, the lanes on it, and the fronts before them, started in that order and
 * stopped in the reverse one. Its methods are called by Spring, one at a time.
 */
final class CoordinatorNode implements SmartLifecycle, ThisNode, ParticipantsSeen {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorNode.class);

    /** Where it is between its start and its stop. */
    enum Phase {
        STARTING,
        RUNNING,
        /** Serves on, until clients have gone elsewhere and other nodes have its lanes. */
        LEAVING,
        STOPPED
    }

    private final HoldfastSettings settings;
    private final SteadyClock clock = new SteadyClock();
    private final SeataServer seata;
    private final Announcement announcement;
    private final DubboApplication dubbo = new DubboApplication();
    private final ApiServer api;
    private final FutureTask<Void> apiStart;
    private final DirectParticipants participants;
    private final MeterRegistry meters;
    private final RequestWatch requests;
    /** Null if nothing is traced. */
    private final Tracing tracing;

    private final LogWatch logWatch;
    private final OpenedSearch search = new OpenedSearch();
    private TransactionLog log;
    /** The same log, as lanes see it. */
    private TransactionLog watchedLog;

    private Supervision supervision;
    private Retention retention;
    /** Null until the log is open. */
    private volatile Accounts accounts;
    /** Null if the log is embedded: nobody else can have it. */
    private ClusterMember cluster;

    private Router lanes;
    /** The lanes, while requests are taken. */
    private volatile Router router;

    private volatile Phase phase = Phase.STARTING;

    CoordinatorNode(HoldfastSettings settings, SslBundles bundles, MeterRegistry meters) {
        this.settings = settings;
        this.meters = meters;
        this.requests = new RequestWatch(meters);
        this.tracing = tracing(settings);
        this.logWatch = new LogWatch(meters, clock, tracing);
        String seataBundle = settings.seata().sslBundle();
        String apiBundle = settings.api().sslBundle();
        AddressProbe probe = new AddressProbe(AccessKeys.of(settings.seata(), clock));
        this.seata = new SeataServer(
                settings.seata(),
                probe,
                requests.over(this::offer, "seata"),
                seataBundle.isEmpty() ? null : bundles.getBundle(seataBundle).createSslContext());
        this.announcement =
                new Announcement(settings.registry(), settings.seata().advertisedHost(), probe);
        this.api = new ApiServer(
                settings.api(),
                settings.limits().maxBranches(),
                settings.seata().maxApplicationDataBytes(),
                requests.over(this::offer, "api"),
                requests.over(new ApiTokens(this::accounts, clock)),
                apiBundle.isEmpty() ? null : certificate(apiBundle, bundles.getBundle(apiBundle)),
                dubbo,
                traces());
        this.apiStart = new FutureTask<>(() -> {
            api.start();
            return null;
        });
        this.participants = new DirectParticipants(
                settings.participants(),
                new DubboWire(settings.participants(), dubbo),
                new HttpWire(settings.participants()),
                this::offer,
                clock,
                traces());
    }

    private static Tracing tracing(HoldfastSettings settings) {
        String self = settings.seata().advertisedHost() + ":" + settings.seata().port();
        return settings.traces().isOn() ? new Tracing(settings.traces(), self) : null;
    }

    private Traces traces() {
        return tracing == null ? Traces.NONE : tracing;
    }

    private static ApiCertificate certificate(String name, SslBundle bundle) {
        return ApiCertificate.of(name, bundle.getManagers().getKeyManagers());
    }

    boolean offer(Input input) {
        Router open = router;
        return open != null && open.offer(input);
    }

    /** @throws IOException if it has not started */
    private void awaitApi() throws IOException {
        try {
            apiStart.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the API was starting", interrupted);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof IOException known ? known : new IOException(failure.getCause());
        }
    }

    @Override
    public void start() {
        // Dubbo takes as long to start as all the rest. Who asks before the lanes serve is told to ask again.
        new Thread(apiStart, "holdfast-api-start").start();
        try {
            String address = ClientSnippets.seataAddress(settings);
            if (settings.log().url().isEmpty()) {
                startAlone(address);
            } else {
                startAsMember(address);
            }
            router = lanes;
            seata.start();
            awaitApi();
            announcement.start(seata.port(), this::serves);
            retention.start();
            supervision.start();
            phase = Phase.RUNNING;
            LOG.info(
                    "Holdfast is ready. To point a Seata client at it:\n{}",
                    ClientSnippets.seataStarter(settings).indent(4).stripTrailing());
        } catch (LogFailure | IOException failure) {
            stop();
            throw new StartRefused(failure.getMessage(), failure);
        }
    }

    private void startAlone(String address) throws LogFailure {
        JdbcTransactionLog embedded =
                JdbcTransactionLog.embedded(settings.dataDir().resolve("holdfast.db"), address, clock);
        open(embedded, address);
        embedded.checkLanes(settings.lanes());
        lanes = new Router(settings.lanes(), number -> lane(number, Ownership.ALONE, address), Elsewhere.NOWHERE);
        for (int number = 0; number < settings.lanes(); number++) {
            lanes.openNow(number);
        }
    }

    private void startAsMember(String address) throws LogFailure, IOException {
        String self = address + '/' + UUID.randomUUID();
        JdbcTransactionLog shared = JdbcTransactionLog.shared(settings.log().toJdbc(), self, clock);
        open(shared, self);
        LaneTable table = shared.laneTable(settings.cluster().address());
        int count = table.lanes(settings.lanes());
        if (count != settings.lanes()) {
            LOG.info("The cluster has {} lanes: that is settled, and holdfast.lanes is not asked any more", count);
        }
        ClusterMember member = new ClusterMember(settings.cluster(), table, ways());
        cluster = member;
        lanes = new Router(count, number -> lane(number, member.ownership(), address), member.elsewhere());
        member.start(lanes);
    }

    /** @param self this node's name in the log */
    private void open(JdbcTransactionLog opened, String self) throws LogFailure {
        log = opened;
        watchedLog = logWatch.over(opened);
        retention =
                new Retention(opened, this::servedLanes, settings.transactions().retention(), clock);
        search.open(opened.search(), self);
        supervision = new Supervision(settings, this, logWatch, tracing, clock, meters);
        new FirstPassword(settings.admin(), clock, System.out).ensure(opened.accounts());
        accounts = opened.accounts();
    }

    private List<Integer> servedLanes() {
        return laneStates().stream()
                .filter(lane -> lane.condition() == LaneState.Condition.SERVING)
                .map(LaneState::lane)
                .toList();
    }

    /** @throws LogFailure while the log is not open */
    Accounts accounts() throws LogFailure {
        Accounts opened = accounts;
        if (opened == null) {
            throw new LogFailure("the coordinator is starting");
        }
        return opened;
    }

    private Lane lane(int number, Ownership ownership, String address) {
        return new Lane(number, watchedLog, ways(), settings.engine(address), settings.lane(), ownership, clock);
    }

    private Outbox ways() {
        return requests.over(new Ways(seata.openOutbox(), participants));
    }

    /** Of a cluster it may have no lane, and passes on what it is asked. */
    private boolean serves() {
        return laneStates().stream().allMatch(lane -> lane.condition() == LaneState.Condition.SERVING);
    }

    @Override
    public void stop() {
        phase = Phase.LEAVING;
        announcement.leave();
        if (supervision != null) {
            supervision.close();
        }
        if (cluster != null && router != null) {
            cluster.leave();
        }
        router = null;
        phase = Phase.STOPPED;
        try {
            awaitApi();
        } catch (IOException failure) {
            LOG.debug("The API has not started", failure); // whoever stops a start that failed has said so
        }
        if (lanes != null) {
            lanes.closeAll();
        }
        if (cluster != null) {
            cluster.close();
        }
        participants.close();
        seata.close();
        api.close();
        dubbo.close();
        if (retention != null) {
            retention.close();
        }
        if (log != null) {
            log.close();
        }
        if (tracing != null) {
            tracing.close();
        }
    }

    @Override
    public boolean isRunning() {
        return router != null;
    }

    /** For operators. */
    Coordinator operated() {
        return requests.over(this::offer, "admin");
    }

    FrontMeters frontMeters() {
        return new FrontMeters(seata.counters(), api.counters());
    }

    TransactionSearch search() {
        return search;
    }

    @Override
    public String name() {
        return search.self();
    }

    Phase phase() {
        return phase;
    }

    @Override
    public boolean isServing() {
        return phase == Phase.RUNNING && serves();
    }

    @Override
    public List<ServedLane> lanes() {
        return laneStates().stream()
                .map(lane -> new ServedLane(
                        lane.lane(),
                        lane.epoch(),
                        lane.condition().name(),
                        lane.problem(),
                        lane.openTransactions(),
                        lane.triesUnderWay(),
                        lanes.waiting(lane.lane())))
                .toList();
    }

    /** Connected Seata clients first, then whom this node calls by itself. */
    @Override
    public List<Participant> participants() {
        List<Participant> all = new ArrayList<>(seata.participants());
        all.addAll(participants.participants());
        return all;
    }

    List<LaneState> laneStates() {
        return lanes == null ? List.of() : lanes.states();
    }
}
