// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * One participant's part of a transaction. Exactly one of {@code dubbo} and {@code http} is set.
 *
 * @param name unique in the transaction; null: {@code branch-} and its place, from 1
 * @param arguments what JSON can say: maps with text keys, lists, text, numbers, booleans, null. For Dubbo a list holds the
 *     arguments and any other value is the only one; for HTTP it is the body
 * @param after names of the branches whose Try must have succeeded before this one's is called. Confirm keeps that order,
 *     Cancel reverses it. Null: none
 * @param maxAttempts after how many failed Confirms or Cancels the branch is parked, which means shown, alarmed, and called
 *     only slowly; null: the coordinator's setting
 */
public record Branch(
        String name, DubboTarget dubbo, HttpTarget http, Object arguments, List<String> after, Integer maxAttempts)
        implements Serializable {

    /** A branch with these arguments, in the order of the methods' parameters. */
    public static Branch of(DubboTarget dubbo, Object... arguments) {
        List<Object> list = new ArrayList<>(arguments.length);
        for (Object argument : arguments) {
            list.add(JsonValues.copy(argument));
        }
        return new Branch(null, dubbo, null, list, null, null);
    }

    /** A branch with this JSON body. */
    public static Branch of(HttpTarget http, Object body) {
        return new Branch(null, null, http, JsonValues.copy(body), null, null);
    }

    public Branch named(String newName) {
        return new Branch(newName, dubbo, http, arguments, after, maxAttempts);
    }

    public Branch after(String... names) {
        return new Branch(name, dubbo, http, arguments, new ArrayList<>(List.of(names)), maxAttempts);
    }

    public Branch parkedAfter(int attempts) {
        return new Branch(name, dubbo, http, arguments, after, attempts);
    }
}
