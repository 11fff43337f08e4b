// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.dubbo;

import io.holdfast.participant.reconcile.Json;
import java.lang.reflect.Type;
import org.apache.dubbo.common.utils.JsonUtils;

/** Whatever library for JSON Dubbo uses. */
public final class DubboJson implements Json {

    @Override
    public String write(Object value) {
        return JsonUtils.toJson(value);
    }

    @Override
    public Object read(String text, Type type) {
        return JsonUtils.toJavaObject(text, type);
    }
}
