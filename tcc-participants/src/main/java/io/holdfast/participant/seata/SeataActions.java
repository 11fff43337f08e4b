// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import io.holdfast.participant.call.Action;
import io.holdfast.participant.call.ActionSource;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;
import org.springframework.util.ClassUtils;

/** Methods with Seata's {@link TwoPhaseBusinessAction}, on the class or on an interface of it. */
public final class SeataActions implements ActionSource {

    @Override
    public List<Action> actionsOf(Class<?> beanClass) {
        Map<String, Action> byName = new LinkedHashMap<>();
        Stream.concat(Stream.of(beanClass), Arrays.stream(ClassUtils.getAllInterfacesForClass(beanClass)))
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(method -> !method.isBridge())
                .forEach(method -> put(byName, beanClass, method));
        return List.copyOf(byName.values());
    }

    private static void put(Map<String, Action> byName, Class<?> beanClass, Method method) {
        TwoPhaseBusinessAction annotation = method.getAnnotation(TwoPhaseBusinessAction.class);
        if (annotation != null) {
            byName.computeIfAbsent(annotation.name(), name -> new SeataAction(beanClass, method, annotation));
        }
    }
}
