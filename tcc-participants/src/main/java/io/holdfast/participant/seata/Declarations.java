// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.util.ClassUtils;

/**
 * A method as its class and the class's interfaces declare it. People annotate one of them, and the parameters perhaps in
 * another place than the method: whatever stands nearest to the class counts.
 */
record Declarations(List<Method> methods) {

    static Declarations of(Class<?> beanClass, Method method) {
        List<Method> all = new ArrayList<>();
        Stream.concat(Stream.of(beanClass), Arrays.stream(ClassUtils.getAllInterfacesForClass(beanClass)))
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(other -> !other.isBridge()
                        && other.getName().equals(method.getName())
                        && Arrays.equals(other.getParameterTypes(), method.getParameterTypes()))
                .forEach(all::add);
        return new Declarations(all);
    }

    <A extends Annotation> Optional<A> annotation(Class<A> type) {
        return methods.stream()
                .map(method -> method.getAnnotation(type))
                .filter(found -> found != null)
                .findFirst();
    }

    /** The annotation of each parameter, null where there is none. */
    <A extends Annotation> List<A> parameters(Class<A> type) {
        int count = methods.get(0).getParameterCount();
        List<A> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            found.add(parameter(i, type));
        }
        return found;
    }

    private <A extends Annotation> A parameter(int index, Class<A> type) {
        return methods.stream()
                .map(method -> method.getParameters()[index].getAnnotation(type))
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
    }
}
