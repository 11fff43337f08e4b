// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says what went wrong before, or beyond, what {@link AdminProblems} sees; of a bug no more than that it is one. */
@RestController
public final class OtherProblems implements ErrorController {
    @RequestMapping("/error")
    ResponseEntity<ProblemView> error(HttpServletRequest request) {
        HttpStatus status = HttpStatus.resolve(
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404);
        if (status == null || status.is5xxServerError()) {
            return AdminProblems.answer(
                    HttpStatus.INTERNAL_SERVER_ERROR,
                    "INTERNAL",
                    null,
                    "a bug in the coordinator",
                    "see its log, and report what it says");
        }
        return status == HttpStatus.NOT_FOUND
                ? AdminProblems.answer(
                        status, "NO_SUCH_PATH", null, "there is nothing here", "see /api/v1/openapi.yaml")
                : AdminProblems.answer(
                        status,
                        status.name(),
                        null,
                        "the request cannot be read or is not allowed: " + status.getReasonPhrase(),
                        "see /api/v1/openapi.yaml");
    }
}
