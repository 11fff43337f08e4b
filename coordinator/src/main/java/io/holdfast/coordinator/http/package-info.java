/** Calls of participants over HTTP. */
package io.holdfast.coordinator.http;
