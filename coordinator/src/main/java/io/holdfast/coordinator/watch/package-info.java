// SPDX-License-Identifier: Apache-2.0
/** What those are told who look after a coordinator: meters for their monitoring, and alerts. Changes nothing. */
package io.holdfast.coordinator.watch;
