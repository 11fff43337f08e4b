// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.broken.model;

import io.holdfast.coordinator.broken.engine.Loop;

/** The model uses nobody. */
public final class KnowsTheEngine {
    Loop engine;
}
