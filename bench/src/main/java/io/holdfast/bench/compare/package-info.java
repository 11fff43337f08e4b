/** The comparison behind {@code ./benchmark}: starts coordinators, lets the same load on each in turn, and reports. */
package io.holdfast.bench.compare;
