// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.call;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** From JSON to what a generic call takes, and back. */
final class Arguments {
    /** Dubbo takes it for the name of a class to be made from the map, at the participant. */
    private static final String CLASS = "class";

    private Arguments() {}

    /**
     * @param value an array has one element for each argument; anything else is the only argument
     * @throws IllegalArgumentException if a map in it names a class
     */
    static Object[] of(Object value) {
        refuseClasses(value);
        return value instanceof List<?> list ? list.toArray() : new Object[] {value};
    }

    private static void refuseClasses(Object value) {
        if (value instanceof Map<?, ?> map) {
            if (map.containsKey(CLASS)) {
                throw new IllegalArgumentException("an object has the key '" + CLASS + "', which Dubbo would obey");
            }
            map.values().forEach(Arguments::refuseClasses);
        } else if (value instanceof Collection<?> list) {
            list.forEach(Arguments::refuseClasses);
        }
    }
}
