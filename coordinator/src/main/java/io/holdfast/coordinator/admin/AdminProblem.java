// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import org.springframework.http.HttpStatus;

/** A request that is not served; its asker is told why, and what to do. */
final class AdminProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;
    private final String field;
    private final String cure;

    /**
     * @param code for programs
     * @param field the parameter that is wrong; null if none is
     * @param message the cause
     */
    AdminProblem(HttpStatus status, String code, String field, String message, String cure) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.field = field;
        this.cure = cure;
    }

    static AdminProblem invalid(String field, String message, String cure) {
        return new AdminProblem(HttpStatus.BAD_REQUEST, "INVALID_ARGUMENT", field, field + ": " + message, cure);
    }

    HttpStatus status() {
        return status;
    }

    String code() {
        return code;
    }

    String field() {
        return field;
    }

    String cure() {
        return cure;
    }
}
