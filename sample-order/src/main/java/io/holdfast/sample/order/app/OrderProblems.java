// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import io.holdfast.sample.order.app.OrderDesk.NotPlacedException;
import io.holdfast.sample.order.app.OrderDesk.OrderNumberTakenException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/** What went wrong, as problem+json; for invalid input it names each field. */
@RestControllerAdvice
final class OrderProblems extends ResponseEntityExceptionHandler {

    @ExceptionHandler
    ProblemDetail numberTaken(OrderNumberTakenException taken) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, taken.getMessage());
    }

    @ExceptionHandler
    ProblemDetail notPlaced(NotPlacedException notPlaced) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, notPlaced.getMessage());
    }

    @Override
    protected ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Map<String, String> fields = invalid.getFieldErrors().stream()
                .collect(Collectors.toMap(
                        FieldError::getField,
                        error -> String.valueOf(error.getDefaultMessage()),
                        (first, second) -> first + "; " + second,
                        TreeMap::new));
        return handleExceptionInternal(invalid, naming(fields, status), headers, status, request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        Object body = unreadable.getCause() instanceof JacksonException broken
                        && !broken.getPath().isEmpty()
                ? naming(
                        Map.of(String.valueOf(broken.getPath().get(0).getPropertyName()), "has the wrong type"), status)
                : ProblemDetail.forStatusAndDetail(status, "The body is not the JSON of an order.");
        return handleExceptionInternal(unreadable, body, headers, status, request);
    }

    private static ProblemDetail naming(Map<String, String> fields, HttpStatusCode status) {
        String detail = fields.entrySet().stream()
                .map(field -> field.getKey() + " " + field.getValue())
                .collect(Collectors.joining(", "));
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("fields", fields);
        return problem;
    }
}
