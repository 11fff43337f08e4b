// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import java.time.Duration;

/**
 * How long coordinators wait for each other. Every node of a cluster should have the same.
 *
 * @param beat how often a node says that it lives, and looks at the others
 * @param lease a node, or a lane, that has not moved for so long is taken for dead, and its lanes are taken over
 * @param hold how long a request may wait for its lane to be served again, before it is refused as retryable
 * @param drain how long a node that is to stop may take to give its lanes back
 */
public record MembershipSettings(Duration beat, Duration lease, Duration hold, Duration drain) {}
