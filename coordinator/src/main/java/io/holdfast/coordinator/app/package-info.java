/** Configuration, wiring and main: the only room that knows all the others. */
package io.holdfast.coordinator.app;
