// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.broken.seata;

import io.holdfast.coordinator.broken.app.MutableStatics;

final class KnowsTheApp {
    MutableStatics app;
}
