// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients.driver;

import java.lang.reflect.Method;
import java.util.Map;
import org.apache.seata.core.model.Resource;
import org.apache.seata.rm.tcc.TCCResource;
import org.apache.seata.rm.tcc.api.BusinessActionContext;

/** Describes participants to the client as its own annotation scanner does, for all client versions. */
final class TccResources {
    private TccResources() {}

    /** @param participant has the public methods {@code boolean confirm(BusinessActionContext)} and {@code cancel} */
    static Resource of(String resourceId, Object participant) {
        try {
            Method confirm = participant.getClass().getMethod("confirm", BusinessActionContext.class);
            Method cancel = participant.getClass().getMethod("cancel", BusinessActionContext.class);
            TCCResource resource = new TCCResource();
            resource.setActionName(resourceId);
            resource.setTargetBean(participant);
            resource.setPrepareMethod(confirm);
            resource.setCommitMethodName("confirm");
            resource.setCommitMethod(confirm);
            resource.setRollbackMethodName("cancel");
            resource.setRollbackMethod(cancel);
            describeArguments(resource);
            return resource;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Clients since 1.5 want to know which arguments the methods take; 1.4 has no such setters. */
    private static void describeArguments(TCCResource resource) throws ReflectiveOperationException {
        Map<String, Object> settings = Map.of(
                "setCommitArgsClasses", new Class<?>[] {BusinessActionContext.class},
                "setRollbackArgsClasses", new Class<?>[] {BusinessActionContext.class},
                "setPhaseTwoCommitKeys", new String[1],
                "setPhaseTwoRollbackKeys", new String[1]);
        for (Method setter : TCCResource.class.getMethods()) {
            if (settings.containsKey(setter.getName())) {
                setter.invoke(resource, settings.get(setter.getName()));
            }
        }
    }
}
