// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One coordinator for all test classes that leave it alive: started by the first that asks, stopped after the last. */
final class SharedCoordinator implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == CoordinatorProcess.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedCoordinator.class))
                .computeIfAbsent(CoordinatorProcess.class, key -> start(), CoordinatorProcess.class);
    }

    private static CoordinatorProcess start() {
        try {
            CoordinatorProcess coordinator = new CoordinatorProcess(FreshDirectory.of("shared-coordinator"));
            coordinator.start();
            coordinator.awaitReady();
            return coordinator;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
