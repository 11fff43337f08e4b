// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/openapi.yaml}: what the API is, for programs and people. */
@RestController
public final class OpenApiController {
    @GetMapping(path = "/api/v1/openapi.yaml", produces = "application/yaml")
    Resource document() {
        return new ClassPathResource("openapi.yaml", OpenApiController.class);
    }
}
