// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.BranchFacts;
import java.util.Arrays;
import java.util.Collection;
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

    /** Adds resources to those that a participant's connection serves; none of them may be there already. */
    void add(SeataConnection connection, ClientIdentity identity, Collection<String> resources) {
        byClient.put(identity.clientId(), connection);
        for (String resource : resources) {
            byService.merge(
                    new Service(identity.application(), resource),
                    new SeataConnection[] {connection},
                    ConnectionRegistry::joined);
        }
    }

    void remove(SeataConnection connection, ClientIdentity identity, Collection<String> resources) {
        byClient.remove(identity.clientId(), connection);
        for (String resource : resources) {
            byService.computeIfPresent(
                    new Service(identity.application(), resource), (service, all) -> without(all, connection));
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

    private static SeataConnection[] joined(SeataConnection[] all, SeataConnection[] more) {
        SeataConnection[] joined = Arrays.copyOf(all, all.length + more.length);
        System.arraycopy(more, 0, joined, all.length, more.length);
        return joined;
    }

    /** @return null, which removes the service, if nobody is left */
    private static SeataConnection[] without(SeataConnection[] all, SeataConnection leaving) {
        SeataConnection[] rest =
                Arrays.stream(all).filter(connection -> connection != leaving).toArray(SeataConnection[]::new);
        return rest.length == 0 ? null : rest;
    }
}
