/** Nacos: where clients find this coordinator, and a document with its settings. */
package io.holdfast.coordinator.nacos;
