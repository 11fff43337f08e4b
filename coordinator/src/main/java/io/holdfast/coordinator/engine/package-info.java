/**
 * The pure core: inputs and the time go in, records and effects come out. No IO, no clock, no thread, no randomness, so
 * that a seed can replay a whole world.
 */
package io.holdfast.coordinator.engine;
