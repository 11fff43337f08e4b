// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import java.util.Objects;

/**
 * What is known of a branch from its registration on: whom to call, and with what.
 *
 * @param resourceId the participant's resource (for TCC, the action's name; with a target, its participant), never null
 * @param application the participant's application id (with a target, the caller's), never null
 * @param clientId the connection that registered the branch, as {@code application:ip:port}; called first, never null
 * @param applicationData the participant's own data, given back unchanged in phase 2; null if it gave none
 * @param target null if the branch is called through the Seata client that registered it
 */
public record BranchFacts(
        BranchType type,
        String resourceId,
        String application,
        String clientId,
        String applicationData,
        Target target) {
    /** @throws NullPointerException here, at the front that forgot it, rather than in the lane that everybody shares */
    public BranchFacts {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(resourceId, "resourceId");
        Objects.requireNonNull(application, "application");
        Objects.requireNonNull(clientId, "clientId");
    }

    /** A branch of a Seata client. */
    public BranchFacts(
            BranchType type, String resourceId, String application, String clientId, String applicationData) {
        this(type, resourceId, application, clientId, applicationData, null);
    }

    /** A branch that the coordinator calls by itself. */
    public static BranchFacts of(Target target, String application) {
        return new BranchFacts(BranchType.TCC, target.endpoint().participant(), application, "", null, target);
    }

    public BranchFacts withApplicationData(String newData) {
        return new BranchFacts(type, resourceId, application, clientId, newData, target);
    }
}
