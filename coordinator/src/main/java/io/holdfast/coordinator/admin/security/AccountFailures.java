// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import io.holdfast.coordinator.port.LogFailure;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What the endpoints of this package say while users and tokens cannot be read or written. Stateless. */
@RestControllerAdvice(basePackageClasses = AccountFailures.class)
final class AccountFailures {
    @ExceptionHandler
    ErrorResponse unavailable(LogFailure failure) {
        return Problems.refusal(
                HttpStatus.SERVICE_UNAVAILABLE,
                "Users and tokens cannot be read or written now: " + failure.getMessage(),
                "Try again in a moment; if it stays so, look at the database.");
    }
}
