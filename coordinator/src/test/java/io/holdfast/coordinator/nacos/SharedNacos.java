// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.nacos;

import io.holdfast.nacos.NacosServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One Nacos for all test classes that leave it alive: started by the first that asks, stopped after the last. */
public final class SharedNacos implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == NacosServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedNacos.class))
                .computeIfAbsent(NacosServer.class, key -> start(), NacosServer.class);
    }

    private static NacosServer start() {
        try {
            return NacosServer.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
