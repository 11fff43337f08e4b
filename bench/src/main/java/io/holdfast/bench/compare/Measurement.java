// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.RoundResult;

/**
 * One round of one contender.
 *
 * @param round from 1; rounds of the same number were run next to each other
 */
record Measurement(Contender contender, Case load, int round, RoundResult result) {}
