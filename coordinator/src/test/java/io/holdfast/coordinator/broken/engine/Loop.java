// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.broken.engine;

import io.holdfast.coordinator.broken.model.KnowsTheEngine;

/** With {@link KnowsTheEngine} a cycle. */
public final class Loop {
    KnowsTheEngine other;
}
