/** Calls of the participants that the coordinator reaches by itself: limits, breakers, and what every way of calling shares. */
package io.holdfast.coordinator.call;
