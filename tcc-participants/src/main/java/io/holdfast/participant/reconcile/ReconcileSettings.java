// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

import java.time.Duration;

/**
 * How often to look.
 *
 * @param interval between two rounds; each differs by up to a quarter, so that instances do not ask at once
 * @param unkeptAge how long a branch of which no call was kept must have been tried
 */
public record ReconcileSettings(Duration interval, Duration unkeptAge) {}
