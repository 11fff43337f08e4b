// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.port.CallMeter;
import io.holdfast.coordinator.port.ParticipantsSeen;
import io.holdfast.coordinator.port.ParticipantsSeen.Participant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which connection serves which participant. Written by event loops, each for its own connections; read by lanes
 * without a lock.
 */
final class ConnectionRegistry {
    private record Service(String application, String resourceId) {}

    private final SeataConnection[] nobody = {};
    private final ConcurrentHashMap<String, SeataConnection> byClient = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Service, SeataConnection[]> byService = new ConcurrentHashMap<>();
    /** Of services that somebody serves: changed together with these. */
    private final ConcurrentHashMap<Service, CallMeter> meters = new ConcurrentHashMap<>();
    /** Of what a connection is called for without having said that it serves it: no list shows it. */
    private final CallMeter unlisted = new CallMeter(System.nanoTime());

    /** Adds resources to those that a participant's connection serves; none of them may be there already. */
    void add(SeataConnection connection, ClientIdentity identity, Collection<String> resources) {
        byClient.put(identity.clientId(), connection);
        for (String resource : resources) {
            byService.compute(new Service(identity.application(), resource), (service, all) -> {
                meters.computeIfAbsent(service, missing -> new CallMeter(System.nanoTime()));
                return all == null ? new SeataConnection[] {connection} : with(all, connection);
            });
        }
    }

    /** Hears of calls of a service. */
    CallMeter meter(String application, String resourceId) {
        return meters.getOrDefault(new Service(application, resourceId), unlisted);
    }

    /** Everybody who is connected as a participant, by what they serve. */
    List<Participant> participants() {
        List<Participant> participants = new ArrayList<>();
        long now = System.nanoTime();
        byService.forEach((service, connections) -> participants.add(new Participant(
                ParticipantsSeen.Kind.SEATA,
                service.resourceId(),
                service.application(),
                null,
                Arrays.stream(connections)
                        .map(connection -> connection.identity().seen())
                        .toList(),
                meter(service.application(), service.resourceId()).figures(now),
                0,
                0,
                null)));
        return participants;
    }

    void remove(SeataConnection connection, ClientIdentity identity, Collection<String> resources) {
        byClient.remove(identity.clientId(), connection);
        for (String resource : resources) {
            byService.computeIfPresent(new Service(identity.application(), resource), (service, all) -> {
                SeataConnection[] rest = without(all, connection);
                if (rest == null) {
                    meters.remove(service);
                }
                return rest;
            });
        }
    }

    /**
     * Whom to call for a branch: the connection that registered it; else one of the same application and resource, from
     * the same ip if there is one; never another application. One that cannot take a call now comes last.
     *
     * @param spread picks among equals
     * @return null if nobody serves it
     */
    SeataConnection choose(BranchFacts branch, long spread) {
        SeataConnection registrar = byClient.get(branch.clientId());
        if (registrar != null && registrar.takesCalls()) {
            return registrar;
        }
        SeataConnection[] all = byService.getOrDefault(new Service(branch.application(), branch.resourceId()), nobody);
        String ip = ClientIdentity.ipOf(branch.application(), branch.clientId());
        SeataConnection elsewhere = null;
        SeataConnection reluctant = registrar;
        int start = all.length == 0 ? 0 : (int) Math.floorMod(spread, (long) all.length);
        for (int i = 0; i < all.length; i++) {
            SeataConnection candidate = all[(start + i) % all.length];
            if (!candidate.takesCalls()) {
                reluctant = reluctant == null ? candidate : reluctant;
            } else if (candidate.identity().ip().equals(ip)) {
                return candidate;
            } else {
                elsewhere = elsewhere == null ? candidate : elsewhere;
            }
        }
        return elsewhere != null ? elsewhere : reluctant;
    }

    private static SeataConnection[] with(SeataConnection[] all, SeataConnection joining) {
        SeataConnection[] joined = Arrays.copyOf(all, all.length + 1);
        joined[all.length] = joining;
        return joined;
    }

    /** @return null, which removes the service, if nobody is left */
    private static SeataConnection[] without(SeataConnection[] all, SeataConnection leaving) {
        SeataConnection[] rest =
                Arrays.stream(all).filter(connection -> connection != leaving).toArray(SeataConnection[]::new);
        return rest.length == 0 ? null : rest;
    }
}
