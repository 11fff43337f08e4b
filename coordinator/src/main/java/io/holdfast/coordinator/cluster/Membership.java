// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.holdfast.coordinator.model.Input.Request;
import io.holdfast.coordinator.port.ClusterView;
import io.holdfast.coordinator.port.ClusterView.LaneRow;
import io.holdfast.coordinator.port.ClusterView.Node;
import io.holdfast.coordinator.port.LaneHost;
import io.holdfast.coordinator.port.LaneHost.Served;
import io.holdfast.coordinator.port.LaneTable;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.Ownership;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node among the others: says that it lives, sees who else does, and takes and gives back lanes accordingly. Owns a
 * thread for that, and others on which lanes are given back, which may take a while.
 *
 * <p>It decides nothing that safety rests on: of two nodes that both take a lane, the log stops one (I21).
 */
public final class Membership implements Ownership, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
    private static final long MILLI = 1_000_000;

    private final LaneTable table;
    private final Forwarder forwarder;
    private final MembershipSettings settings;
    private final String address;
    private final Sightings sightings;
    /** The epoch at which this node saw a lane when it chose to take it. */
    private final Map<Integer, Integer> claims = new ConcurrentHashMap<>();

    private final Set<Integer> closing = ConcurrentHashMap.newKeySet();
    private final ExecutorService handOvers = Executors.newCachedThreadPool(task -> daemon(task, "holdfast-hand-over"));
    private final Thread thread = daemon(this::run, "holdfast-membership");
    private LaneHost host;
    private String trouble = "";
    private volatile boolean leaving;
    private volatile boolean closed;

    /**
     * @param address {@code host:port} where other coordinators reach this one
     * @param forwarder is told who has which lane, and gets what lanes leave behind
     */
    public Membership(LaneTable table, String address, Forwarder forwarder, MembershipSettings settings) {
        this.table = table;
        this.address = address;
        this.forwarder = forwarder;
        this.settings = settings;
        this.sightings = new Sightings(settings.lease().toMillis());
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static long nowMillis() {
        return System.nanoTime() / MILLI;
    }

    /**
     * Joins the others, and from then on takes lanes as they fall to this node.
     *
     * @throws LogFailure if the log cannot be reached, or another node is known by the same address
     */
    public void start(LaneHost lanes) throws LogFailure {
        host = lanes;
        forgetOwnPast(table.beat(false));
        look();
        thread.start();
    }

    /** Who is listed under this node's address is an earlier start of it, unless it moves. */
    private void forgetOwnPast(ClusterView first) throws LogFailure {
        Set<Node> past = new HashSet<>(first.nodes());
        past.removeIf(node -> !node.address().equals(address) || node.id().equals(table.self()));
        if (past.isEmpty()) {
            return;
        }
        LockSupport.parkNanos(3 * settings.beat().toNanos());
        List<Node> now = table.beat(false).nodes();
        for (Node node : past) {
            if (now.contains(node)) {
                table.forget(node.id());
            } else if (now.stream().anyMatch(same -> same.id().equals(node.id()))) {
                table.leave();
                throw new LogFailure("another coordinator of this cluster is known by the address " + address
                        + " too: let holdfast.cluster.advertised-host name this machine as the others reach it");
            }
        }
    }

    private void run() {
        while (!closed) {
            long started = nowMillis();
            try {
                look();
                trouble = "";
            } catch (LogFailure failure) {
                complain(failure);
            } catch (RuntimeException bug) {
                LOG.error("This coordinator cannot look after its lanes; it will try again", bug);
            }
            forwarder.awaitNews(settings.beat().toMillis() - (nowMillis() - started));
        }
    }

    private void complain(LogFailure failure) {
        if (!trouble.equals(failure.getMessage())) {
            trouble = failure.getMessage();
            LOG.warn("This coordinator does not see the others now: {}", trouble);
        }
    }

    private synchronized void look() throws LogFailure {
        ClusterView view = table.beat(leaving);
        long now = nowMillis();
        sightings.see(view, now);
        for (String dead : sightings.longDead(now)) {
            table.forget(dead);
        }
        forwarder.update(view, sightings.staying(now), table.self());
        Set<Integer> served = new HashSet<>();
        for (Served one : host.served()) {
            served.add(one.lane());
            if (one.over()) {
                close(one.lane());
            }
        }
        Shares shares = Shares.of(table.self(), view, sightings, now);
        for (LaneRow lane : view.lanes()) {
            if (shares.take().contains(lane.lane()) && served.add(lane.lane())) {
                claims.put(lane.lane(), lane.epoch());
                host.open(lane.lane());
            }
        }
        for (int lane : shares.giveBack()) {
            if (served.contains(lane)) {
                close(lane);
            } else {
                table.giveBack(lane, view.lanes().get(lane).epoch());
            }
        }
    }

    private void close(int lane) {
        if (closing.add(lane)) {
            handOvers.execute(() -> {
                try {
                    table.giveBack(lane, host.close(lane));
                } catch (LogFailure failure) {
                    LOG.warn(
                            "Lane {} is not given back; others take it after the lease: {}",
                            lane,
                            failure.getMessage());
                } finally {
                    closing.remove(lane);
                    forwarder.wake();
                }
            });
        }
    }

    @Override
    public boolean mayTake(int lane) throws LogFailure {
        LaneRow row = table.read(lane);
        return !leaving
                && (row == null || row.owner().equals(table.self()) || row.epoch() == claims.getOrDefault(lane, 0));
    }

    @Override
    public boolean passOn(int lane, Request request) {
        return forwarder.forward(lane, request);
    }

    /** Gives all lanes back to others, so that nothing has to wait for the lease. Waits as long as it is configured. */
    public void leave() {
        leaving = true;
        forwarder.leave();
        long until = System.nanoTime() + settings.drain().toNanos();
        forwarder.wake();
        while (!host.served().isEmpty() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(10 * MILLI);
        }
        forwarder.awaitQuiet(until);
    }

    @Override
    public void close() {
        closed = true;
        forwarder.wake();
        try {
            thread.join(settings.lease().toMillis());
            handOvers.shutdown();
            if (!handOvers.awaitTermination(settings.lease().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Some lanes were not given back in time; others take them after the lease");
            }
            table.leave();
        } catch (LogFailure failure) {
            LOG.warn("The others do not know that this coordinator has gone: {}", failure.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        table.close();
    }
}
