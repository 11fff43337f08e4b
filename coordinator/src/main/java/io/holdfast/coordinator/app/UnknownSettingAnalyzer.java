// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Names the settings that do not exist, before Spring Boot's own analyzer speaks of elements left unbound. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownSettingAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException unknown) {
        String settings = unknown.getUnboundProperties().stream()
                .map(property -> property.getName() + " (" + property.getOrigin() + ")")
                .sorted()
                .collect(Collectors.joining(", "));
        return new FailureAnalysis(
                "There is no setting " + settings + ".",
                "Correct its spelling or take it away; --help lists the settings.",
                unknown);
    }
}
