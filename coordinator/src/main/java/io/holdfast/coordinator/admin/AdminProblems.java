// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.port.LogFailure;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Says what went wrong, and what to do, as {@code application/problem+json}. */
@RestControllerAdvice
public final class AdminProblems {
    /** What separates cause and cure in messages of the log. */
    private static final String CURE = " - ";

    @ExceptionHandler
    ResponseEntity<ProblemView> of(AdminProblem problem) {
        return answer(problem.status(), problem.code(), problem.field(), problem.getMessage(), problem.cure());
    }

    @ExceptionHandler
    ResponseEntity<ProblemView> of(LogFailure failure) {
        return answer(view(failure));
    }

    static ProblemView view(LogFailure failure) {
        String message = failure.getMessage();
        int cure = message.lastIndexOf(CURE);
        return view(
                HttpStatus.SERVICE_UNAVAILABLE,
                "UNAVAILABLE",
                null,
                cure < 0 ? message : message.substring(0, cure),
                cure < 0 ? "ask again" : message.substring(cure + CURE.length()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemView> of(NoResourceFoundException absent) {
        return answer(
                HttpStatus.NOT_FOUND,
                "NO_SUCH_PATH",
                null,
                "there is nothing at /" + absent.getResourcePath(),
                "see /api/v1/openapi.yaml");
    }

    @ExceptionHandler
    ResponseEntity<ProblemView> of(HttpRequestMethodNotSupportedException wrong) {
        return answer(
                HttpStatus.METHOD_NOT_ALLOWED,
                "METHOD_NOT_ALLOWED",
                null,
                wrong.getMethod() + " is not possible here",
                "see /api/v1/openapi.yaml");
    }

    @ExceptionHandler
    ResponseEntity<ProblemView> of(HttpMessageNotReadableException unreadable) {
        return answer(
                HttpStatus.BAD_REQUEST,
                "INVALID_ARGUMENT",
                null,
                "the body is not the JSON that is expected here",
                "see /api/v1/openapi.yaml");
    }

    @ExceptionHandler
    ResponseEntity<ProblemView> of(HttpMediaTypeNotSupportedException wrong) {
        return answer(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "UNSUPPORTED_MEDIA_TYPE",
                null,
                "a body of type " + wrong.getContentType() + " is not read here",
                "send application/json");
    }

    @ExceptionHandler
    ResponseEntity<ProblemView> of(HttpMediaTypeNotAcceptableException wrong) {
        return answer(
                HttpStatus.NOT_ACCEPTABLE,
                "NOT_ACCEPTABLE",
                null,
                "there is no answer of the type that is asked for",
                "leave the header Accept out");
    }

    static ResponseEntity<ProblemView> answer(
            HttpStatus status, String code, String field, String detail, String cure) {
        return answer(view(status, code, field, detail, cure));
    }

    private static ResponseEntity<ProblemView> answer(ProblemView problem) {
        return ResponseEntity.status(problem.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static ProblemView view(HttpStatus status, String code, String field, String detail, String cure) {
        return new ProblemView("about:blank", status.getReasonPhrase(), status.value(), code, field, detail, cure);
    }
}
