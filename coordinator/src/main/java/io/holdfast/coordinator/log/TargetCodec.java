// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A branch's target as fields of its registration's detail. */
final class TargetCodec {
    private TargetCodec() {}

    static void write(Target target, FlatObject out) {
        out.with("branch", target.name()).with("arguments", target.arguments());
        if (!target.after().isEmpty()) {
            out.with("after", target.after().stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        if (target.maxAttempts() > 0) {
            out.with("maxAttempts", target.maxAttempts());
        }
        if (target.endpoint() instanceof Endpoint.Dubbo dubbo) {
            out.with("service", dubbo.service());
            optional("group", dubbo.group(), out);
            optional("version", dubbo.version(), out);
            optional("url", dubbo.url(), out);
            optional("try", dubbo.tryMethod(), out);
            out.with("confirm", dubbo.confirmMethod()).with("cancel", dubbo.cancelMethod());
            if (!dubbo.parameterTypes().isEmpty()) {
                out.with("types", String.join(",", dubbo.parameterTypes()));
            }
        } else if (target.endpoint() instanceof Endpoint.Http http) {
            optional("tryUrl", http.tryUrl(), out);
            out.with("confirmUrl", http.confirmUrl()).with("cancelUrl", http.cancelUrl());
        }
    }

    private static void optional(String name, String value, FlatObject out) {
        if (value != null) {
            out.with(name, value);
        }
    }

    /** Null if the branch has none: a Seata client registered it. */
    static Target read(Map<String, String> detail) {
        if (!detail.containsKey("branch")) {
            return null;
        }
        return new Target(
                detail.get("branch"),
                endpoint(detail),
                detail.get("arguments"),
                list(detail.get("after")).stream().map(Integer::valueOf).toList(),
                Integer.parseInt(detail.getOrDefault("maxAttempts", "0")));
    }

    private static Endpoint endpoint(Map<String, String> detail) {
        if (detail.containsKey("service")) {
            return new Endpoint.Dubbo(
                    detail.get("service"),
                    detail.get("group"),
                    detail.get("version"),
                    detail.get("url"),
                    detail.get("try"),
                    detail.get("confirm"),
                    detail.get("cancel"),
                    list(detail.get("types")));
        }
        return new Endpoint.Http(detail.get("tryUrl"), detail.get("confirmUrl"), detail.get("cancelUrl"));
    }

    private static List<String> list(String joined) {
        return joined == null ? List.of() : Arrays.asList(joined.split(","));
    }
}
