// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import io.holdfast.participant.BusinessKey;
import io.holdfast.participant.CancelOnFailedTry;
import io.holdfast.participant.guard.Declared;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.seata.integration.tx.api.interceptor.ActionContextUtil;
import org.apache.seata.rm.tcc.api.BusinessActionContextParameter;
import org.springframework.aop.framework.AopProxyUtils;

/**
 * What our own annotations say on a Try of Seata's. Seata's client hands its fence no arguments, only the action context:
 * that is why a key's parameter must be one of the context's, and why a key may only be of what stays the same through
 * JSON, in which the context travels to Confirm and Cancel.
 */
final class DeclaredOnTry {

    private final boolean cancelOnFailedTry;
    /** Parameter index to its name in the action context, null if it is not there. */
    private final Map<Integer, String> keys = new LinkedHashMap<>();

    DeclaredOnTry(Declarations method) {
        this.cancelOnFailedTry = method.annotation(CancelOnFailedTry.class).isPresent();
        List<BusinessKey> marks = method.parameters(BusinessKey.class);
        List<BusinessActionContextParameter> names = method.parameters(BusinessActionContextParameter.class);
        for (int i = 0; i < marks.size(); i++) {
            if (marks.get(i) != null) {
                keys.put(i, nameInContext(names.get(i)));
            }
        }
    }

    /**
     * For an action that callers reach through Seata's client.
     *
     * @throws IllegalStateException if the action context lacks a part of the key
     */
    static DeclaredOnTry of(Object bean, Method tryMethod) {
        DeclaredOnTry declared = new DeclaredOnTry(Declarations.of(AopProxyUtils.ultimateTargetClass(bean), tryMethod));
        if (declared.keys.containsValue(null)) {
            throw new IllegalStateException("a @BusinessKey parameter of " + tryMethod
                    + " must also be a @BusinessActionContextParameter with a name (and neither index nor"
                    + " isParamInProperty): Seata's client tells the guard no more than the action context");
        }
        return declared;
    }

    private static String nameInContext(BusinessActionContextParameter parameter) {
        if (parameter == null || parameter.isParamInProperty() || parameter.index() >= 0) {
            return null;
        }
        String name = ActionContextUtil.getParamNameFromAnnotation(parameter);
        return name == null || name.isBlank() ? null : name;
    }

    /** For a call that has the arguments of Try. */
    Declared of(Object... arguments) {
        List<Object> values = new ArrayList<>();
        keys.keySet().forEach(index -> values.add(arguments[index]));
        return new Declared(key(values), cancelOnFailedTry);
    }

    /** For a Try of which there is only the action context. */
    Declared ofTry(Map<String, Object> context) {
        return new Declared(key(values(context)), cancelOnFailedTry);
    }

    /** For Confirm and Cancel. A context without the key is that of a Try from before the action had one. */
    Declared ofPhaseTwo(Map<String, Object> context) {
        List<Object> values = values(context);
        return new Declared(values.contains(null) ? null : key(values), cancelOnFailedTry);
    }

    private List<Object> values(Map<String, Object> context) {
        List<Object> values = new ArrayList<>();
        keys.values().forEach(name -> values.add(context.get(name)));
        return values;
    }

    private static String key(List<Object> values) {
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() == 1) {
            return text(values.get(0));
        }
        // Escaped, so that the parts of one key cannot be mistaken for those of another.
        return values.stream()
                .map(value -> text(value).replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining("/"));
    }

    private static String text(Object value) {
        boolean fits = value instanceof CharSequence
                || value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte
                || value instanceof UUID
                || value instanceof Enum;
        if (!fits) {
            throw new IllegalArgumentException(
                    "a business key is made of texts, whole numbers, enums and UUIDs, and has no part that is missing;"
                            + " this is "
                            + (value == null ? null : value.getClass().getName()));
        }
        return value instanceof Enum<?> constant ? constant.name() : value.toString();
    }
}
