/** Dubbo in this process. */
package io.holdfast.coordinator.dubbo;
