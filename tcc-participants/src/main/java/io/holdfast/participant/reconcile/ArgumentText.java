// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of a Try as text and back: a JSON list whose elements are the JSON of each argument, as texts, so that each
 * is read with its own type and no number passes through a floating point. Any thread may use it.
 */
record ArgumentText(Json json) {

    /** Throws what the JSON library throws for what it cannot write. */
    String write(Object... arguments) {
        List<String> each = new ArrayList<>();
        for (Object argument : arguments) {
            each.add(json.write(argument));
        }
        return json.write(each);
    }

    /**
     * Reads it again; throws what the JSON library throws for what does not fit the types.
     *
     * @throws IllegalArgumentException if the number of arguments is another
     */
    Object[] read(String text, Type... types) {
        String[] each = (String[]) json.read(text, String[].class);
        if (each.length != types.length) {
            throw new IllegalArgumentException(
                    "Try was called with " + each.length + " arguments, and takes " + types.length + " now");
        }
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = json.read(each[i], types[i]);
        }
        return arguments;
    }

    /** Whether it is no list of arguments, but an action context of Seata's client. */
    static boolean isContext(String text) {
        return text.startsWith("{");
    }
}
