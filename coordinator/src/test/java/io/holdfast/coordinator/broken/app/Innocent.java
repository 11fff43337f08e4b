// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.broken.app;

import java.util.List;
import java.util.Map;

/** May use everybody and have constants. */
public final class Innocent {
    static final List<String> CONSTANT = List.of("a");
    static final Map<String, String> TABLE = Map.of();
}
