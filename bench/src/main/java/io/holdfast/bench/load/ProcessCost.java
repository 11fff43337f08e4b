// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

/**
 * What a process used between two moments.
 *
 * @param cpuMillis user and system time
 * @param residentKib memory that it held at the second moment
 * @param contextSwitches of all of its threads that live, wanted and forced; -1 if the system does not say
 * @param writeCalls write system calls; -1 if the system does not say
 */
public record ProcessCost(long pid, double cpuMillis, long residentKib, long contextSwitches, long writeCalls) {}
