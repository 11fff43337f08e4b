/** Several coordinators as one: how a request gets to the node that owns its lane, and its answer back. */
package io.holdfast.coordinator.cluster;
