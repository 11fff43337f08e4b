// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

/** A request that is not even one of the API's, as HTTP says it. Checked, because Dubbo hides the others from itself. */
final class HttpProblem extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    HttpProblem(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
