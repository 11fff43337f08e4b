/** Ids, status tables, log records, and what goes into and comes out of the engine. Imports nothing of ours. */
package io.holdfast.coordinator.model;
