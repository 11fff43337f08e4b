// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

/** A coordinator's memory at the end of all of its rounds, and what its heap holds after a collection, in KiB. */
record Footprint(Contender contender, long residentKib, long heapAfterGcKib) {}
