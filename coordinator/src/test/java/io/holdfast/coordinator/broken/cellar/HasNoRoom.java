// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.broken.cellar;

final class HasNoRoom {}
