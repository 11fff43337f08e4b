// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import java.util.List;

/**
 * How a client introduced itself.
 *
 * @param version the client's Seata version as it wrote it
 * @param application the client's application id, not empty
 * @param group its transaction service group, may be empty
 * @param extraData lines {@code key=value}: vgroup, ip, and from callers ak, digest, timestamp, authVersion; may be empty
 * @param resources the resource ids that a participant serves; empty for a caller
 */
public record Registration(
        Role role, String version, String application, String group, String extraData, List<String> resources) {}
