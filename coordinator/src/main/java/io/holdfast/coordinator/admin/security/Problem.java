// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import org.springframework.http.HttpStatus;

/**
 * The body of a refusal, by RFC 9457.
 *
 * @param code for programs
 * @param field of what was sent that is wrong; null if none is
 * @param detail the cause
 * @param cure what to do
 */
record Problem(String type, String title, int status, String code, String field, String detail, String cure) {
    static Problem of(HttpStatus status, String field, String detail, String cure) {
        String code =
                switch (status) {
                    case BAD_REQUEST -> "INVALID_ARGUMENT";
                    case UNAUTHORIZED -> "UNAUTHENTICATED";
                    case FORBIDDEN -> "PERMISSION_DENIED";
                    case SERVICE_UNAVAILABLE -> "UNAVAILABLE";
                    default -> status.name();
                };
        return new Problem("about:blank", status.getReasonPhrase(), status.value(), code, field, detail, cure);
    }
}
