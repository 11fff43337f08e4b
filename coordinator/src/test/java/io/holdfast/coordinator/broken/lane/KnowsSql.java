// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.broken.lane;

import java.sql.Connection;

final class KnowsSql {
    Connection connection;
}
