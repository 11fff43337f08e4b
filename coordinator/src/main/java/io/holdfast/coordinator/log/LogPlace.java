// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import java.sql.SQLException;

/** Where a log is, and what goes wrong there, in words for people. */
interface LogPlace {
    /** Where it is. */
    String describe();

    /** What an error is about, in one line. */
    String problem(SQLException failure);

    /** What to do about an error, or an empty text. */
    String cure(SQLException failure);
}
