// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.broken.app;

final class BannedNames {
    private BannedNames() {}

    static final class LaneManager {}

    static final class LaneHelper {}

    static final class LaneUtils {}

    static final class LaneImpl {}

    abstract static class AbstractLane {}

    static final class DefaultLane {}

    static final class InnocentlyManagedImplicitUtility {}
}
