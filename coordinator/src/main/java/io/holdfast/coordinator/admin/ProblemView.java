// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

/**
 * The body of every answer that is an error, by RFC 9457.
 *
 * @param code for programs
 * @param field the parameter that is wrong; null if none is
 * @param detail the cause
 * @param cure what to do
 */
record ProblemView(String type, String title, int status, String code, String field, String detail, String cure) {}
