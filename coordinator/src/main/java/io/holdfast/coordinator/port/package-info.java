/** What the engine's world must offer, and what the fronts may call. */
package io.holdfast.coordinator.port;
