// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import java.util.List;
import java.util.Objects;

/** Where, and as what, the coordinator itself calls a branch. */
public sealed interface Endpoint {
    /** Whether the coordinator calls its Try too; otherwise whoever registered the branch does. */
    boolean hasTry();

    /** For people, for limits and breakers: the participant, the same for all its branches. */
    String participant();

    /**
     * A Dubbo service, called generically.
     *
     * @param service the interface's full name, never null
     * @param group null for none
     * @param version null for none
     * @param url {@code tri://host:port} or {@code dubbo://host:port}; null: by the registry
     * @param tryMethod null: Try is not the coordinator's
     * @param confirmMethod never null
     * @param cancelMethod never null
     * @param parameterTypes of all three methods, without commas; empty if each method's name is unique in the interface
     */
    record Dubbo(
            String service,
            String group,
            String version,
            String url,
            String tryMethod,
            String confirmMethod,
            String cancelMethod,
            List<String> parameterTypes)
            implements Endpoint {
        public Dubbo {
            Objects.requireNonNull(service, "service");
            Objects.requireNonNull(confirmMethod, "confirmMethod");
            Objects.requireNonNull(cancelMethod, "cancelMethod");
            parameterTypes = List.copyOf(parameterTypes);
            for (String type : parameterTypes) {
                if (type.isEmpty() || type.indexOf(',') >= 0) {
                    throw new IllegalArgumentException("not the name of a type: " + type);
                }
            }
        }

        @Override
        public boolean hasTry() {
            return tryMethod != null;
        }

        @Override
        public String participant() {
            return (group == null ? "" : group + '/')
                    + service
                    + (version == null ? "" : ':' + version)
                    + (url == null ? "" : '@' + url);
        }
    }

    /**
     * Three addresses that take a POST of the same JSON.
     *
     * @param tryUrl null: Try is not the coordinator's
     * @param confirmUrl never null
     * @param cancelUrl never null
     */
    record Http(String tryUrl, String confirmUrl, String cancelUrl) implements Endpoint {
        public Http {
            Objects.requireNonNull(confirmUrl, "confirmUrl");
            Objects.requireNonNull(cancelUrl, "cancelUrl");
        }

        @Override
        public boolean hasTry() {
            return tryUrl != null;
        }

        @Override
        public String participant() {
            int scheme = confirmUrl.indexOf("://");
            int path = confirmUrl.indexOf('/', scheme < 0 ? 0 : scheme + 3);
            return path < 0 ? confirmUrl : confirmUrl.substring(0, path);
        }
    }
}
