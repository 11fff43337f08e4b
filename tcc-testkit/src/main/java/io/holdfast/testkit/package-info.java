// SPDX-License-Identifier: Apache-2.0
/** The participant's test kit: for a team's own tests, with JUnit 5 or 6. Start at {@link io.holdfast.testkit.ParticipantKit}. */
package io.holdfast.testkit;
