/** Calls of participants over Dubbo. */
package io.holdfast.coordinator.dubbo.call;
