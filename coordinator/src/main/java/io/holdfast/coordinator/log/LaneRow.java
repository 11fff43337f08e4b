// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

/** A row of {@code lane}, without what is for people only. */
record LaneRow(int lane, int epoch, Tally tally) {}
