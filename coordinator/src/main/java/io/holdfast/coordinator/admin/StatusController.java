// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.port.Checkup;
import io.holdfast.coordinator.port.Checkup.Finding;
import io.holdfast.coordinator.port.Checkup.Grade;
import io.holdfast.coordinator.port.Checkup.Report;
import io.holdfast.coordinator.port.Checkup.Snippet;
import io.holdfast.coordinator.port.ThisNode;
import java.time.Instant;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/status}: how this node, and what it stands on, is. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
public final class StatusController {
    private final Checkup checkup;
    private final ThisNode self;

    public StatusController(Checkup checkup, ThisNode self) {
        this.checkup = checkup;
        this.self = self;
    }

    /** @param self the node that sees it so */
    record StatusView(String self, Instant at, Grade grade, List<Finding> findings, List<Snippet> snippets) {}

    @GetMapping("/status")
    StatusView status() {
        Report report = checkup.look();
        return new StatusView(
                self.name(),
                Instant.ofEpochMilli(report.atMillis()),
                report.grade(),
                report.findings(),
                report.snippets());
    }
}
