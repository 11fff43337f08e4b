// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Makes answers of what is refused, and of bodies that cannot be read. Stateless. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Refusals {
    @ExceptionHandler
    ResponseEntity<Problem> of(RequestRefused refused) {
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(refused.problem().status());
        if (refused.retryAfterSeconds() > 0) {
            answer.header(HttpHeaders.RETRY_AFTER, Integer.toString(refused.retryAfterSeconds()));
        }
        return answer.contentType(MediaType.APPLICATION_PROBLEM_JSON).body(refused.problem());
    }

    /** What is wrong with it is not repeated: it may have been a password. */
    @ExceptionHandler
    ResponseEntity<Problem> of(HttpMessageNotReadableException unreadable) {
        return of(RequestRefused.of(
                HttpStatus.BAD_REQUEST,
                "The body cannot be read.",
                "Send one JSON object with the documented fields."));
    }

    @ExceptionHandler
    ResponseEntity<Problem> of(HttpMediaTypeNotSupportedException other) {
        return of(RequestRefused.of(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "The body is not of a type that is read here.",
                "Send JSON, with the header Content-Type: application/json."));
    }
}
