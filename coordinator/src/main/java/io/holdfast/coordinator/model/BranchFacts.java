// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import java.util.Objects;

/**
 * What is known of a branch from its registration on: whom to call in phase 2, and with what.
 *
 * @param resourceId the participant's resource (for TCC, the action's name), never null
 * @param application the participant's application id, never null
 * @param clientId the connection that registered the branch, as {@code application:ip:port}; called first, never null
 * @param applicationData the participant's own data, given back unchanged in phase 2; null if it gave none
 */
public record BranchFacts(
        BranchType type, String resourceId, String application, String clientId, String applicationData) {
    /** @throws NullPointerException here, at the front that forgot it, rather than in the lane that everybody shares */
    public BranchFacts {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(resourceId, "resourceId");
        Objects.requireNonNull(application, "application");
        Objects.requireNonNull(clientId, "clientId");
    }

    public BranchFacts withApplicationData(String newData) {
        return new BranchFacts(type, resourceId, application, clientId, newData);
    }
}
