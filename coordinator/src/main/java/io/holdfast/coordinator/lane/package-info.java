/** The loop that joins the engine to its log and to the world, and the way to the right loop. */
package io.holdfast.coordinator.lane;
