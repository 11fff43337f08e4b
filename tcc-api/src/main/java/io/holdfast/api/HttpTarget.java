// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;

/**
 * A participant that takes JSON by POST; the arguments are the body of all three calls. 2xx is done, 409 refused for good,
 * everything else is tried again in Confirm and Cancel, and unknown in Try.
 */
public record HttpTarget(String tryUrl, String confirmUrl, String cancelUrl) implements Serializable {

    /** The three calls as three ways below one address. */
    public static HttpTarget below(String url) {
        return new HttpTarget(url + "/try", url + "/confirm", url + "/cancel");
    }
}
