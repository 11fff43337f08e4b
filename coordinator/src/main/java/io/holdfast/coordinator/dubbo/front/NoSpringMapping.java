// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import org.apache.dubbo.rpc.model.FrameworkModel;
import org.apache.dubbo.rpc.protocol.tri.rest.mapping.RequestMapping;
import org.apache.dubbo.rpc.protocol.tri.rest.mapping.RequestMappingResolver;
import org.apache.dubbo.rpc.protocol.tri.rest.mapping.meta.MethodMeta;
import org.apache.dubbo.rpc.protocol.tri.rest.mapping.meta.ServiceMeta;
import org.apache.dubbo.rpc.protocol.tri.rest.support.basic.BasicRequestMappingResolver;
import org.apache.dubbo.rpc.protocol.tri.rest.util.RestToolKit;

/**
 * Takes the place of Dubbo's mapping by Spring's annotations, by its name in {@code META-INF/dubbo}: no service here has
 * any, and that one calls a constructor that Spring 7 no longer has.
 */
public final class NoSpringMapping implements RequestMappingResolver {
    private final RestToolKit toolKit;

    public NoSpringMapping(FrameworkModel framework) {
        this.toolKit = new BasicRequestMappingResolver(framework).getRestToolKit();
    }

    @Override
    public RestToolKit getRestToolKit() {
        return toolKit;
    }

    @Override
    public boolean accept(ServiceMeta service) {
        return false;
    }

    @Override
    public boolean accept(MethodMeta method) {
        return false;
    }

    @Override
    public RequestMapping resolve(ServiceMeta service) {
        return null;
    }

    @Override
    public RequestMapping resolve(MethodMeta method) {
        return null;
    }
}
