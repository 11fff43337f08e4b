// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.List;

/** Makes the arguments of one Try. */
@FunctionalInterface
public interface Arguments {

    /**
     * Arguments that ask for the same amount of the same thing each time, under another name (an order number, say).
     *
     * @param number another one each time, also in later runs on the same database; has 19 digits
     * @return one for each parameter of Try, in its order; for a {@code TccAction} the request alone; over HTTP the body as
     *     a text of JSON
     */
    List<?> of(long number);
}
