// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.broken.lane;

import io.holdfast.coordinator.broken.log.KnowsNetty;

final class KnowsTheLog {
    KnowsNetty log;
}
