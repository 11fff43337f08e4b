// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole transaction.
 *
 * @param name the caller's name for this kind of transaction
 * @param application the caller's own name; null: unnamed
 * @param idempotencyKey all submissions with this key are one transaction; null: this one has no other
 * @param timeoutMillis how long it may stay undecided; null: the coordinator's default
 * @param waitFor what the answer waits for; null: {@link WaitFor#COMPLETED}
 * @param waitMillis how long the answer waits at most; then it tells how things stand, which is no error. Null: the timeout
 *     and a little more. At most 60 seconds
 * @param tags for search, such as an order number; null: none
 */
public record Submission(
        String name,
        String application,
        String idempotencyKey,
        Long timeoutMillis,
        WaitFor waitFor,
        Long waitMillis,
        Map<String, String> tags,
        List<Branch> branches)
        implements Serializable {

    public static Submission of(String name, Branch... branches) {
        return of(name, List.of(branches));
    }

    public static Submission of(String name, List<Branch> branches) {
        return new Submission(name, null, null, null, null, null, null, new ArrayList<>(branches));
    }

    public Submission by(String newApplication) {
        return new Submission(name, newApplication, idempotencyKey, timeoutMillis, waitFor, waitMillis, tags, branches);
    }

    public Submission withKey(String newIdempotencyKey) {
        return new Submission(name, application, newIdempotencyKey, timeoutMillis, waitFor, waitMillis, tags, branches);
    }

    public Submission withTimeoutMillis(long newTimeoutMillis) {
        return new Submission(name, application, idempotencyKey, newTimeoutMillis, waitFor, waitMillis, tags, branches);
    }

    public Submission waitingFor(WaitFor newWaitFor) {
        return new Submission(name, application, idempotencyKey, timeoutMillis, newWaitFor, waitMillis, tags, branches);
    }

    public Submission waitingAtMostMillis(long newWaitMillis) {
        return new Submission(name, application, idempotencyKey, timeoutMillis, waitFor, newWaitMillis, tags, branches);
    }

    public Submission tagged(String key, String value) {
        Map<String, String> more = tags == null ? new LinkedHashMap<>() : new LinkedHashMap<>(tags);
        more.put(key, value);
        return new Submission(name, application, idempotencyKey, timeoutMillis, waitFor, waitMillis, more, branches);
    }
}
