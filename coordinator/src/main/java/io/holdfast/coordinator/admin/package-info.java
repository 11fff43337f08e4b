/** The REST API of those who operate the coordinator. */
package io.holdfast.coordinator.admin;
