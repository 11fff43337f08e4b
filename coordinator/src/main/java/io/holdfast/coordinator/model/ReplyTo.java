// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** Whom a front has to answer. Only the front that made it looks inside; everybody else hands it on. */
public interface ReplyTo {}
