// SPDX-License-Identifier: Apache-2.0
/** A coordinator that breaks every rule of the house, to show that the rules see it. Nothing here is ever run. */
package io.holdfast.coordinator.broken;
