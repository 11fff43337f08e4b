// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;
import java.util.List;

/**
 * A participant's Dubbo service. Try, Confirm and Cancel are called on it with the same arguments.
 *
 * @param service the interface's full name
 * @param group null if it has none
 * @param version null if it has none
 * @param url {@code tri://host:port} or {@code dubbo://host:port}; null: found in the coordinator's registry
 * @param confirmMethod null: {@code confirm}
 * @param cancelMethod null: {@code cancel}
 * @param parameterTypes full class names, one per argument; null if the methods' names are unique in the interface
 */
public record DubboTarget(
        String service,
        String group,
        String version,
        String url,
        String tryMethod,
        String confirmMethod,
        String cancelMethod,
        List<String> parameterTypes)
        implements Serializable {

    /** @param service the interface's full name, found in the coordinator's registry unless {@link #at} says otherwise */
    public static DubboTarget of(String service, String tryMethod) {
        return new DubboTarget(service, null, null, null, tryMethod, null, null, null);
    }

    public DubboTarget at(String newUrl) {
        return new DubboTarget(service, group, version, newUrl, tryMethod, confirmMethod, cancelMethod, parameterTypes);
    }

    public DubboTarget inGroup(String newGroup, String newVersion) {
        return new DubboTarget(
                service, newGroup, newVersion, url, tryMethod, confirmMethod, cancelMethod, parameterTypes);
    }

    public DubboTarget endingBy(String newConfirmMethod, String newCancelMethod) {
        return new DubboTarget(
                service, group, version, url, tryMethod, newConfirmMethod, newCancelMethod, parameterTypes);
    }

    public DubboTarget taking(String... newParameterTypes) {
        return new DubboTarget(
                service, group, version, url, tryMethod, confirmMethod, cancelMethod, List.of(newParameterTypes));
    }
}
